package io.plumbline.evaluator.compare;

import io.plumbline.metrics.sequential.PairedDifferences;
import java.util.Arrays;

/**
 * What is counted of one pair of versions: their differences, each id once, at the label it had when both predictions had
 * matured; and how many of these labels changed afterwards, which the differences know nothing of.
 *
 * <p>Threads: one at a time.
 */
public final class PairTally {
    private final PairedDifferences differences;
    private long corrections;
    private long lastMillis;

    public PairTally() {
        this(new PairedDifferences(), 0, 0);
    }

    private PairTally(PairedDifferences differences, long corrections, long lastMillis) {
        this.differences = differences;
        this.corrections = corrections;
        this.lastMillis = lastMillis;
    }

    /**
     * Counts an id.
     *
     * @param timeMillis of its request, since the epoch
     */
    public void add(double baseline, double challenger, long timeMillis) {
        differences.add(baseline, challenger);
        lastMillis = Math.max(lastMillis, timeMillis);
    }

    /** Counts a label that changed too late. */
    public void correct() {
        corrections++;
    }

    /** Adds what {@code other} counted, which stays as it is. */
    public void merge(PairTally other) {
        differences.merge(other.differences);
        corrections += other.corrections;
        lastMillis = Math.max(lastMillis, other.lastMillis);
    }

    public PairTally mirrored() {
        return new PairTally(differences.mirrored(), corrections, lastMillis);
    }

    /** Challenger minus baseline. */
    public PairedDifferences differences() {
        return differences;
    }

    /** Ids whose label was corrected or retracted after they were counted; if many, mature later. */
    public long corrections() {
        return corrections;
    }

    /** The newest request that was counted, in milliseconds since the epoch. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Corrections, newest request, and then the state of the differences. */
    public long[] state() {
        long[] state = differences.state();
        long[] all = new long[state.length + 2];
        all[0] = corrections;
        all[1] = lastMillis;
        System.arraycopy(state, 0, all, 2, state.length);
        return all;
    }

    /** @throws IllegalArgumentException if {@link #state()} cannot have given this */
    public static PairTally fromState(long[] state) {
        if (state.length < 2 || state[0] < 0) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state)
                    + ", expected a count >= 0, a time and the differences' state");
        }
        return new PairTally(
                PairedDifferences.fromState(Arrays.copyOfRange(state, 2, state.length)), state[0], state[1]);
    }
}
