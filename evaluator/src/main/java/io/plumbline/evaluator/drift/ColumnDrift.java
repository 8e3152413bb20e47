package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.ReferenceComparison;

/**
 * How far a feature or score of a version is from its training, over the window and all partitions.
 *
 * @param name of the feature or score
 * @param comparison samples, PSI, KS and their probabilities
 * @param psiLimit what chance alone exceeds as rarely as configured; NaN where too little was counted
 * @param ksLimit the same for KS; NaN for categories
 */
public record ColumnDrift(
        VersionKey version, Part part, String name, ReferenceComparison comparison, double psiLimit, double ksLimit) {}
