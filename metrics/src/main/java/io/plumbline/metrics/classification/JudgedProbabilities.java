package io.plumbline.metrics.classification;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * What one record's probabilities come to once its class is known: what {@link ProbabilityScores} adds and can take out again.
 * Here as under {@link ProbabilityRules#standard()}; other rules put another number for 2^-23, and with it another unit.
 *
 * @param logLoss {@code -ln max(p, 2^-23)} of the true class' probability, in quanta of {@link #LOSS_UNIT} * 2^-32 nats
 * @param brier half the sum over the classes of (p - y)², y being 1 for the true class and 0 for the others, in quanta of 2^-32
 * @param bin of the confidence, from 0 on
 * @param confidence the largest probability, in quanta of 2^-32
 * @param correct whether the class of the largest probability, the first of equal ones, is the true one
 * @param clamped whether the true class' probability was below 2^-23
 */
public record JudgedProbabilities(long logLoss, long brier, int bin, long confidence, boolean correct, boolean clamped)
        implements Judgement {
    /** The smallest probability that the log-loss tells from 0: the epsilon of a float, scikit-learn's for such scores. */
    public static final double SMALLEST = 0x1p-23;

    /** More nats than any record can cost (23 ln 2 is 15.94); losses are kept as fractions of it. */
    public static final int LOSS_UNIT = 16;

    /** A softmax of floats over many classes misses 1 by less; more is no distribution. */
    static final double SUM_SLACK = 1e-3;

    /** How many longs {@link #toLongs()} gives. */
    public static final int STATE_LENGTH = 6;

    /** @throws IllegalArgumentException if a value is not one that {@link #of} can give */
    public JudgedProbabilities {
        for (long value : new long[] {logLoss, brier, confidence}) {
            if (value < 0 || value > UnitFixed.ONE) {
                throw new IllegalArgumentException("value is " + value + " quanta, expected 0 to " + UnitFixed.ONE);
            }
        }
        if (bin < 0) {
            throw new IllegalArgumentException("bin is " + bin + ", expected >= 0");
        }
    }

    /**
     * Judges one record.
     *
     * @param probabilities one per class, as the model gave them; they are not normalized
     * @param actual index of the true class
     * @param bins of equal width that [0, 1] is cut into: [0, 1/bins), ..., [1 - 1/bins, 1]
     * @throws IllegalArgumentException if these are no probabilities that sum to 1 within {@value #SUM_SLACK}, or
     *     {@code actual} is no index of theirs
     */
    public static JudgedProbabilities of(double[] probabilities, int actual, int bins) {
        return of(probabilities, actual, ProbabilityRules.standard().withBins(bins));
    }

    /**
     * Judges one record.
     *
     * @param probabilities one per class, as the model gave them; they are not normalized
     * @param actual index of the true class
     * @throws IllegalArgumentException if these are no probabilities that sum to 1 within {@value #SUM_SLACK}, or
     *     {@code actual} is no index of theirs
     */
    public static JudgedProbabilities of(double[] probabilities, int actual, ProbabilityRules rules) {
        ProbabilityJudge judge = new ProbabilityJudge(rules);
        judge.read(probabilities, actual);
        return judge.judged();
    }

    /** Whether these are at least one probability each in [0, 1], and together 1, within {@value #SUM_SLACK}. */
    public static boolean isDistribution(double[] probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (!(p >= -SUM_SLACK && p <= 1 + SUM_SLACK)) {
                return false;
            }
            sum += p;
        }
        return Math.abs(sum - 1) <= SUM_SLACK;
    }

    /** The {@value #STATE_LENGTH} components as longs, in their order. */
    public long[] toLongs() {
        return new long[] {logLoss, brier, bin, confidence, correct ? 1 : 0, clamped ? 1 : 0};
    }

    /** @throws IllegalArgumentException if {@link #toLongs()} cannot have given these */
    public static JudgedProbabilities fromLongs(long[] longs) {
        if (longs.length != STATE_LENGTH || longs[2] > Integer.MAX_VALUE || (longs[4] | longs[5] | 1) != 1) {
            throw new IllegalArgumentException("judged probabilities are " + Arrays.toString(longs)
                    + ", expected two values in quanta, a bin, one more value, and two of 0 or 1");
        }
        return new JudgedProbabilities(
                longs[0], longs[1], (int) Math.max(-1, longs[2]), longs[3], longs[4] == 1, longs[5] == 1);
    }
}
