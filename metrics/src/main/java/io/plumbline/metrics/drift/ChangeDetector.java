package io.plumbline.metrics.drift;

/**
 * Watches a sequence of errors for a change of their mean, upwards or downwards.
 *
 * <p>An error is a number in [0, 1], 0 being a right answer: 0 or 1 for a class, {@code 1 - NDCG} for a ranking; {@link ScaledErrors}
 * makes such numbers of absolute errors. How often it alarms without a change is what it is configured by, a {@link
 * FalseAlarmBudget}. The promise is about independent errors: bursts that are alike look like a change, and are one.
 *
 * <p>The order of the errors matters, so two detectors cannot be merged and an error cannot be taken back: give each partition its own,
 * and each record once, when its label is final. The same errors in the same order give the same {@link #state()}, also when it was
 * stored and read back in between.
 *
 * <p>Threads: one at a time. Adding allocates nothing.
 */
public interface ChangeDetector {
    /**
     * Takes the next error; true if with it a change has become evident. The detector then goes on from what came after the change.
     *
     * @throws IllegalArgumentException if it is NaN or outside [0, 1]; then nothing has changed
     */
    boolean add(double error);

    /** How many errors were added. */
    long samples();

    /** How many changes were reported. */
    long alarms();

    /**
     * The evidence for a change in proportion to what would be an alarm: from 0 (none) to 1. It is small again after an alarm.
     */
    double evidence();

    /** Everything it knows but its budget. */
    long[] state();
}
