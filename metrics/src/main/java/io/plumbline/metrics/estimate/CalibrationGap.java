package io.plumbline.metrics.estimate;

/**
 * By how much a cohort's labelled predictions turned out otherwise than they said: expected less realised accuracy, over the very same
 * predictions. Positive: the model promised more than it kept.
 *
 * <p>The recalibration must come from other, earlier predictions; one learned from the same would close the gap by itself. Then a gap
 * far from 0 says that the relation between features and labels has changed since: concept drift, to which {@link ExpectedConfusion} is
 * blind.
 *
 * @param expected accuracy, with its standard error if nothing changed
 * @param realised accuracy
 * @param samples labelled predictions of the cohort
 */
public record CalibrationGap(Estimate expected, double realised, long samples) {
    /** Holds a cohort against what was learned before it. */
    public static CalibrationGap of(RealisedOutcomes cohort, Recalibration learnedBefore) {
        return new CalibrationGap(
                ExpectedConfusion.of(cohort.before(), learnedBefore).accuracy(),
                cohort.correct() / (double) cohort.samples(),
                cohort.samples());
    }

    /** NaN over no predictions. */
    public double value() {
        return expected.value() - realised;
    }

    /** The gap in standard errors: about normal while nothing changes, so that beyond 4 is no chance. NaN over no predictions. */
    public double z() {
        return value() / expected.standardError();
    }
}
