package io.plumbline.metrics.sequential;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Differences between two versions on the same ids, and what they prove about the mean difference, at any time.
 *
 * <p>A difference is challenger minus baseline of a value in [0, 1] (1 or 0 for right or wrong, NDCG, an error divided by a scale and
 * clipped), so it lies in [-1, 1]. Before the first pair the mean is NaN, the e-values are 1 and the interval is [-1, 1].
 *
 * <h2>What is proved</h2>
 *
 * <ol>
 *   <li><b>E-value.</b> The mean fortune of eight gamblers who bet that the challenger's value is larger ({@link Side#GREATER}) or
 *       smaller, at stakes that are fair where versions are equal. If the differences' expectation is at most 0, whatever was seen before,
 *       the fortune ever reaches 1/a with probability at most a (Ville, 1939). One may look after every record and stop when one likes.
 *   <li><b>Interval.</b> The means m at which the same gamblers, at stakes fair for m, have not reached 2/alpha on either side. It holds the
 *       true mean at all times at once with probability at least 1 - alpha. It leaves out 0 exactly when one of the e-values is
 *       2/alpha or more, so the two never contradict one another. Under drift it is about the mean so far of the conditional expectations,
 *       for the product of 1 + b m<sub>i</sub> is at most (1 + b mean)<sup>n</sup>.
 *   <li><b>Empirical-Bernstein interval.</b> The same from no more than count, sum and sum of squares, by
 *       ln(1 + b D) &gt;= b D - (-ln(1 - b) - b) D² (Fan, Grama and Liu, 2015) and ln(1 + b m) &lt;= b m. By these it always holds the former.
 * </ol>
 *
 * <h2>Why the stakes are fixed</h2>
 *
 * <p>Most write the stake as a function of what came before (a predictable plug-in), and such a fortune depends on the order of the
 * records and each partition must learn its stake alone. A mixture of fixed stakes depends on no order: everything here is a sum of longs,
 * and partitions, merged, are the same bits as one stream, and as strong. At a gap of 2 points and 10 % disagreement a plug-in was
 * measured to need 2,300, 3,100 and 4,900 pairs (median) in 1, 4 and 16 partitions; this needs 2,300 in any.
 *
 * <h2>Partitions</h2>
 *
 * <p>{@link #merge} is one: for every gambler the fortunes of the partitions multiply, which is a fair game in whatever order the partitions
 * became known, as long as each next difference's expectation given all before is bounded so. The other is to add
 * {@link #logEValue} of the partitions: a product of fair games likewise, which a query language can do; it is another test, so it may
 * decide a little sooner or later than the merged one. Do not take the larger of the two.
 *
 * <p>Nothing is ever taken out: what was known when the gamblers bet cannot be unknown afterwards. Count each id once, at a label that
 * is thought to be final, and count later corrections elsewhere.
 *
 * <p>Threads: one at a time. Cost: 16 additions, and 16 logarithms if the difference is a fraction.
 *
 * <p>Source: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting" (2024), with fixed stakes.
 */
public final class PairedDifferences {
    private static final int SAMPLES = 0;
    private static final int SUM = 1;
    private static final int SQUARES = 2;
    private static final int GREATER = 3;
    private static final int LESS = GREATER + BettingProcess.BETS;
    private static final int LONGS = LESS + BettingProcess.BETS;

    /** Halvings of [-1, 1]: to about 1e-15. */
    private static final int HALVINGS = 51;

    private final long[] sums;

    /** No pairs yet. */
    public PairedDifferences() {
        this(new long[LONGS]);
    }

    private PairedDifferences(long[] sums) {
        this.sums = sums;
    }

    /**
     * Counts one pair.
     *
     * @param baseline the baseline's value in [0, 1]; rounded to 2^-32, like the other
     * @throws IllegalArgumentException if a value is NaN or outside; then nothing has changed
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted
     */
    public void add(double baseline, double challenger) {
        long difference = UnitFixed.of(challenger) - UnitFixed.of(baseline);
        if (sums[SAMPLES] == UnitFixed.MAX_TERMS) {
            throw new IllegalStateException("cannot add a pair: " + sums[SAMPLES] + " are counted, no more fit");
        }
        double exact = UnitFixed.toDouble(difference);
        sums[SAMPLES]++;
        sums[SUM] += difference;
        // Up: the interval may be too wide by that, not too narrow.
        sums[SQUARES] += (long) Math.ceil(exact * exact * UnitFixed.ONE);
        BettingProcess.add(sums, GREATER, exact);
        BettingProcess.add(sums, LESS, -exact);
    }

    /** Adds every pair of {@code other}, which stays as it is. */
    public void merge(PairedDifferences other) {
        if (sums[SAMPLES] + other.sums[SAMPLES] > UnitFixed.MAX_TERMS) {
            throw new IllegalStateException("cannot add " + other.sums[SAMPLES] + " pairs to " + sums[SAMPLES]
                    + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
        for (int i = 0; i < LONGS; i++) {
            sums[i] += other.sums[i];
        }
    }

    /** The same pairs with baseline and challenger in each other's place. */
    public PairedDifferences mirrored() {
        long[] mirrored = sums.clone();
        mirrored[SUM] = -sums[SUM];
        System.arraycopy(sums, GREATER, mirrored, LESS, BettingProcess.BETS);
        System.arraycopy(sums, LESS, mirrored, GREATER, BettingProcess.BETS);
        return new PairedDifferences(mirrored);
    }

    public long samples() {
        return sums[SAMPLES];
    }

    /** Challenger minus baseline. */
    public double mean() {
        return sum() / samples();
    }

    public double sum() {
        return UnitFixed.toDouble(sums[SUM]);
    }

    public double sumOfSquares() {
        return UnitFixed.toDouble(sums[SQUARES]);
    }

    /** The natural logarithm of the e-value against "the mean difference is 0 or lies on the other side". */
    public double logEValue(Side side) {
        return BettingProcess.logFortune(sums, side == Side.GREATER ? GREATER : LESS, samples(), 0);
    }

    /**
     * Where the mean difference lies, at all times at once with probability at least 1 - alpha.
     *
     * @param alpha in (0, 1)
     */
    public Interval interval(double alpha) {
        double decisive = StrictMath.log(2 / ComparisonRule.checkedAlpha(alpha));
        return between(
                m -> BettingProcess.logFortune(sums, GREATER, samples(), m) - decisive,
                m -> BettingProcess.logFortune(sums, LESS, samples(), m) - decisive);
    }

    /** As {@link #interval}, from count, sum and sum of squares alone; never narrower. */
    public Interval empiricalBernstein(double alpha) {
        double decisive = StrictMath.log(2 / ComparisonRule.checkedAlpha(alpha));
        return between(
                m -> EmpiricalBernstein.logEValue(samples(), sum(), sumOfSquares(), m) - decisive,
                m -> EmpiricalBernstein.logEValue(samples(), -sum(), sumOfSquares(), m) - decisive);
    }

    /**
     * Pairs; the sums of differences and of their squares (2^-32); then for stakes 1/2 to 1/256 the logarithms of the fortunes of those
     * who bet on larger, and of those who bet on smaller (2^-32).
     */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no pairs can have given it
     */
    public static PairedDifferences fromState(long[] state) {
        if (state.length != LONGS
                || state[SAMPLES] < 0
                || state[SAMPLES] > UnitFixed.MAX_TERMS
                || !possibleSums(state)
                || !BettingProcess.possible(state, GREATER, state[SAMPLES])
                || !BettingProcess.possible(state, LESS, state[SAMPLES])) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state) + ", expected " + LONGS
                    + " longs: a count, two sums, and the logarithms of twice " + BettingProcess.BETS + " fortunes");
        }
        return new PairedDifferences(state.clone());
    }

    private static boolean possibleSums(long[] state) {
        long most = state[SAMPLES] * UnitFixed.ONE;
        return Math.abs(state[SUM]) <= most && state[SQUARES] >= 0 && state[SQUARES] <= most;
    }

    /** Both excesses fall as the mean supposed grows; the second one's argument is the mean's negative. */
    private static Interval between(DoubleUnaryOperator larger, DoubleUnaryOperator smaller) {
        return new Interval(root(larger), -root(smaller));
    }

    /** The largest mean, as far as halving goes, that the data refute; -1 if they refute none. */
    private static double root(DoubleUnaryOperator excess) {
        double refuted = -1;
        double open = 1;
        for (int i = 0; i < HALVINGS && excess.applyAsDouble(-1) >= 0; i++) {
            double middle = (refuted + open) / 2;
            if (excess.applyAsDouble(middle) >= 0) {
                refuted = middle;
            } else {
                open = middle;
            }
        }
        return refuted;
    }
}
