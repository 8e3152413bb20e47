package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.statistic.Contribution;

/** One change to what is counted of one version. Times are of the request, in milliseconds since the epoch. */
public sealed interface TallyUpdate {
    VersionKey version();

    /** Raises a counter by one. */
    record Count(VersionKey version, Counter counter) implements TallyUpdate {}

    /** A prediction, labelled or not, came into a view. */
    record Enter(VersionKey version, View view, long timeMillis) implements TallyUpdate {}

    /** Adds what a joined pair contributes. */
    record Add(VersionKey version, View view, long timeMillis, Contribution contribution) implements TallyUpdate {}

    /** A prediction was made, and said this of itself. */
    record Expect(VersionKey version, long timeMillis, Said said) implements TallyUpdate {}

    /**
     * A prediction got a label that counts.
     *
     * @param actual the true class; -1 where there are no classes
     * @param delayMillis from the request to the first label
     */
    record Realise(VersionKey version, long timeMillis, Said said, int actual, long delayMillis)
            implements TallyUpdate {}

    /** Takes away exactly what an earlier {@link Realise} put in. */
    record Unrealise(VersionKey version, long timeMillis, Said said, int actual, long delayMillis)
            implements TallyUpdate {}

    /** Takes away exactly what an earlier {@link Add} put in. */
    record Remove(VersionKey version, View view, long timeMillis, Contribution contribution) implements TallyUpdate {}

    /**
     * Two versions were judged on one id, which counts in their comparison once.
     *
     * @param version the challenger
     * @param baseline the version of the same model that it is held against
     * @param baselineValue by the metric, in [0, 1]
     */
    record Paired(
            VersionKey version,
            String baseline,
            PairMetric metric,
            double baselineValue,
            double challengerValue,
            long timeMillis)
            implements TallyUpdate {}

    /** The label of an id that was {@link Paired} changed afterwards. */
    record PairCorrected(VersionKey version, String baseline, PairMetric metric) implements TallyUpdate {}
}
