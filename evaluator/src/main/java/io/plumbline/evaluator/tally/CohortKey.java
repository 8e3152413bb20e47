package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Span;

/** One cohort of one version. */
public record CohortKey(VersionKey version, Span span) {}
