package io.plumbline.evaluator.cohort;

import io.plumbline.metrics.delay.DelayBuckets;
import io.plumbline.metrics.delay.DelayCounts;
import java.util.Arrays;

/**
 * The delays of all labels that ever counted, those taken back later among them: a histogram that only grows.
 *
 * <p>Threads: one at a time.
 */
public final class LabelDelays {
    private final DelayCounts counts;
    private long sumMillis;

    /** Of no labels. */
    public LabelDelays() {
        this(new DelayCounts(), 0);
    }

    private LabelDelays(DelayCounts counts, long sumMillis) {
        this.counts = counts;
        this.sumMillis = sumMillis;
    }

    /** @param delayMillis what is less than 0 counts as 0 */
    public void add(long delayMillis) {
        counts.add(0, delayMillis);
        sumMillis = saturated(sumMillis, Math.max(0, delayMillis));
    }

    public void merge(LabelDelays other) {
        counts.merge(other.counts);
        sumMillis = saturated(sumMillis, other.sumMillis);
    }

    public long samples() {
        return counts.samples();
    }

    /** How many delays are at most {@code millis}, an end of {@link DelayBuckets}. */
    public long atMost(long millis) {
        long sum = 0;
        for (int bucket = 0; bucket <= DelayBuckets.of(millis); bucket++) {
            sum += counts.count(bucket);
        }
        return sum;
    }

    public double sumSeconds() {
        return sumMillis / 1_000.0;
    }

    /** The sum in milliseconds, then the {@link DelayCounts#state()}. */
    public long[] state() {
        long[] state = counts.state();
        long[] all = new long[1 + state.length];
        all[0] = sumMillis;
        System.arraycopy(state, 0, all, 1, state.length);
        return all;
    }

    /** @throws IllegalArgumentException if {@link #state()} cannot have given this; nothing at all is no labels */
    public static LabelDelays fromState(long[] state) {
        if (state.length == 0) {
            return new LabelDelays();
        }
        if (state[0] < 0) {
            throw new IllegalArgumentException("sum of delays is " + state[0] + " ms, expected >= 0");
        }
        return new LabelDelays(DelayCounts.fromState(Arrays.copyOfRange(state, 1, state.length)), state[0]);
    }

    /** A record that claims to be from the beginning of time must not stop the stream. */
    private static long saturated(long sum, long more) {
        return sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
    }
}
