package io.plumbline.metrics.regression;

import io.plumbline.metrics.exact.ExactSum;
import java.util.Arrays;

/**
 * How good predicted quantiles are: the pinball loss, and how often the actual value was not above the prediction.
 *
 * <p>For the quantile q a record costs {@code q (actual - predicted)} where the prediction is too small, and
 * {@code (1 - q) (predicted - actual)} where it is too large, rounded once to a double (Koenker and Bassett, 1978; scikit-learn's
 * {@code mean_pinball_loss}). The mean is least for the true quantile. With one prediction for all quantiles the loss at q
 * tells what answering too little and too much costs where they do not weigh the same; at 0.5 it is half the absolute error.
 * <em>Coverage</em> is the part of the records with {@code actual <= predicted}: near q for a well calibrated quantile.
 *
 * <p>Undefined: NaN before the first record.
 *
 * <p>Range, and what is refused: as {@link RegressionErrors}. Sums are {@link ExactSum}s: any order of the same records, any split and
 * merge, and any record added and removed again, gives the same bits.
 *
 * <p>Threads: one at a time. Cost: one 256-bit addition a quantile; no allocation.
 */
public final class PinballLoss {
    private static final int LONGS_PER_QUANTILE = 1 + ExactSum.WORDS;

    private final double[] quantiles;
    private long samples;
    private final long[] covered;
    private final ExactSum[] losses;

    /**
     * No records yet.
     *
     * @param quantiles within (0, 1), ascending
     * @throws IllegalArgumentException if there is none, or they are not such
     */
    public PinballLoss(double... quantiles) {
        this(quantiles.clone(), new long[1 + quantiles.length * LONGS_PER_QUANTILE]);
    }

    private PinballLoss(double[] quantiles, long[] state) {
        for (int i = 0; i < quantiles.length; i++) {
            if (!(quantiles[i] > (i == 0 ? 0 : quantiles[i - 1]) && quantiles[i] < 1)) {
                throw new IllegalArgumentException(
                        "quantiles are " + Arrays.toString(quantiles) + ", expected within (0, 1) and ascending");
            }
        }
        if (quantiles.length == 0) {
            throw new IllegalArgumentException("there is no quantile, expected one or more");
        }
        this.quantiles = quantiles;
        samples = state[0];
        covered = new long[quantiles.length];
        losses = new ExactSum[quantiles.length];
        for (int i = 0; i < quantiles.length; i++) {
            covered[i] = state[1 + i * LONGS_PER_QUANTILE];
            losses[i] = ExactSum.copyFrom(state, 2 + i * LONGS_PER_QUANTILE);
        }
    }

    /**
     * Counts one record with one prediction for all quantiles.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if {@link RegressionErrors#MAX_SAMPLES} are counted already
     */
    public void add(double actual, double predicted) {
        RegressionErrors.checkedError(actual, predicted);
        checkRoom(1);
        samples++;
        for (int i = 0; i < quantiles.length; i++) {
            change(i, actual, predicted, 1);
        }
    }

    /**
     * Counts one record with a prediction for each quantile.
     *
     * @throws IllegalArgumentException if there are not as many, or as {@link #add(double, double)}; then nothing has changed
     */
    public void add(double actual, double[] predicted) {
        check(actual, predicted);
        checkRoom(1);
        samples++;
        for (int i = 0; i < quantiles.length; i++) {
            change(i, actual, predicted[i], 1);
        }
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalStateException if there is no such record to take out
     */
    public void remove(double actual, double predicted) {
        RegressionErrors.checkedError(actual, predicted);
        for (int i = 0; i < quantiles.length; i++) {
            checkPresent(i, actual, predicted);
        }
        samples--;
        for (int i = 0; i < quantiles.length; i++) {
            change(i, actual, predicted, -1);
        }
    }

    /** As {@link #remove(double, double)}. */
    public void remove(double actual, double[] predicted) {
        check(actual, predicted);
        for (int i = 0; i < quantiles.length; i++) {
            checkPresent(i, actual, predicted[i]);
        }
        samples--;
        for (int i = 0; i < quantiles.length; i++) {
            change(i, actual, predicted[i], -1);
        }
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has other quantiles
     */
    public void merge(PinballLoss other) {
        if (!Arrays.equals(other.quantiles, quantiles)) {
            throw new IllegalArgumentException(
                    "quantiles are " + Arrays.toString(other.quantiles) + ", expected " + Arrays.toString(quantiles));
        }
        checkRoom(other.samples);
        samples += other.samples;
        for (int i = 0; i < quantiles.length; i++) {
            covered[i] += other.covered[i];
            losses[i].merge(other.losses[i]);
        }
    }

    public long samples() {
        return samples;
    }

    public double[] quantiles() {
        return quantiles.clone();
    }

    /**
     * The mean loss, in the target's unit.
     *
     * @throws IllegalArgumentException if {@code quantile} is none of {@link #quantiles()}
     */
    public double loss(double quantile) {
        return lossSum(quantile) / samples;
    }

    /** The sum of the losses, to the nearest double. */
    public double lossSum(double quantile) {
        return losses[index(quantile)].toDouble();
    }

    /** The part of the records whose actual value is at most the prediction. */
    public double coverage(double quantile) {
        return covered[index(quantile)] / (double) samples;
    }

    /** Records; then for each quantile how many are covered, and the {@value ExactSum#WORDS} words of its losses' sum. */
    public long[] state() {
        long[] state = new long[1 + quantiles.length * LONGS_PER_QUANTILE];
        state[0] = samples;
        for (int i = 0; i < quantiles.length; i++) {
            state[1 + i * LONGS_PER_QUANTILE] = covered[i];
            losses[i].copyTo(state, 2 + i * LONGS_PER_QUANTILE);
        }
        return state;
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records can have given it
     */
    public static PinballLoss fromState(double[] quantiles, long[] state) {
        int expected = 1 + quantiles.length * LONGS_PER_QUANTILE;
        if (state.length != expected || state[0] < 0 || state[0] > RegressionErrors.MAX_SAMPLES) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + expected
                    + ", the first a count of 0 to " + RegressionErrors.MAX_SAMPLES);
        }
        PinballLoss loss = new PinballLoss(quantiles.clone(), state);
        for (long covered : loss.covered) {
            if (covered < 0 || covered > loss.samples) {
                throw new IllegalArgumentException("state counts " + covered + " covered records of " + loss.samples);
            }
        }
        return loss;
    }

    private void check(double actual, double[] predicted) {
        if (predicted.length != quantiles.length) {
            throw new IllegalArgumentException(
                    "there are " + predicted.length + " predictions, expected " + quantiles.length);
        }
        for (double one : predicted) {
            RegressionErrors.checkedError(actual, one);
        }
    }

    private void checkPresent(int i, double actual, double predicted) {
        boolean covers = actual <= predicted;
        if (samples == 0 || (covers ? covered[i] : samples - covered[i]) == 0) {
            throw new IllegalStateException(
                    "cannot remove (" + actual + ", " + predicted + "): there is no such record");
        }
    }

    private void change(int i, double actual, double predicted, int times) {
        double q = quantiles[i];
        double loss = actual > predicted ? q * (actual - predicted) : (1 - q) * (predicted - actual);
        if (times > 0) {
            losses[i].add(loss);
        } else {
            losses[i].subtract(loss);
        }
        covered[i] += actual <= predicted ? times : 0;
    }

    private int index(double quantile) {
        int at = Arrays.binarySearch(quantiles, quantile);
        if (at < 0) {
            throw new IllegalArgumentException(
                    "quantile is " + quantile + ", expected one of " + Arrays.toString(quantiles));
        }
        return at;
    }

    private void checkRoom(long coming) {
        if (coming > RegressionErrors.MAX_SAMPLES - samples) {
            throw new IllegalStateException("cannot add " + coming + " records to " + samples + ": at most "
                    + RegressionErrors.MAX_SAMPLES + " fit");
        }
    }
}
