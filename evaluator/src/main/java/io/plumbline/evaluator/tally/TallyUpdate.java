package io.plumbline.evaluator.tally;

/** One change to the tally of one version. */
public sealed interface TallyUpdate {
    VersionKey version();

    /** Raises a counter by one. */
    record Count(VersionKey version, Counter counter) implements TallyUpdate {}

    /** Adds what a joined pair contributes. */
    record Add(VersionKey version, View view, Contribution contribution) implements TallyUpdate {}

    /** Takes away exactly what an earlier {@link Add} put in. */
    record Remove(VersionKey version, View view, Contribution contribution) implements TallyUpdate {}
}
