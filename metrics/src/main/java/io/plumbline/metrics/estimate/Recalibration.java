package io.plumbline.metrics.estimate;

import java.util.Arrays;

/**
 * What a model's probability of a class was worth in truth: a rising curve per class, from probability to frequency, learned from
 * labelled predictions.
 *
 * <p>The labelled predictions' bins are points: their mean probability, and the part that is of the class. To each bin are added
 * {@value #PRIOR} predictions that are right on average, so that without labels the curve is the identity, and a few labels bend it
 * a little. Pooling adjacent violators makes the points rise; between two points the curve is linear, and it begins in (0, 0) and ends
 * in (1, 1) where no point lies beyond.
 *
 * <p>Learn it from matured predictions: among young ones, fast labels are too many.
 *
 * <p>Source: Zadrozny and Elkan (2002) for isotonic calibration; Ayer et al. (1955) for pooling.
 *
 * <p>Immutable.
 */
public final class Recalibration {
    /** About the labels that it takes to see a bin's frequency to within 0.15. */
    static final int PRIOR = 10;

    private final Curve[] curves;

    private Recalibration(Curve[] curves) {
        this.curves = curves;
    }

    /** Takes every probability at its word. */
    public static Recalibration none() {
        return new Recalibration(new Curve[0]);
    }

    /** Learned from labelled predictions. */
    public static Recalibration of(RealisedOutcomes matured) {
        Curve[] curves = new Curve[matured.classes()];
        Arrays.setAll(curves, c -> curve(matured, c));
        return new Recalibration(curves);
    }

    /** The frequency of class {@code c} where the model says {@code probability}, in [0, 1]. */
    public double frequency(int c, double probability) {
        if (c >= curves.length) {
            return probability;
        }
        Curve curve = curves[c];
        int after = curve.after(probability);
        double part = curve.part(after, probability);
        return curve.y[after - 1] + part * (curve.y[after] - curve.y[after - 1]);
    }

    /** How many independently learned frequencies class {@code c}'s curve consists of. */
    int blocks(int c) {
        return c < curves.length ? curves[c].variance.length : 0;
    }

    /** Variance of one of them. */
    double variance(int c, int block) {
        return curves[c].variance[block];
    }

    /** Adds to each of them how much {@code records} at {@code probability} lean on it. */
    void lean(int c, double probability, long records, double[] blocks) {
        if (c < curves.length) {
            Curve curve = curves[c];
            int after = curve.after(probability);
            double part = curve.part(after, probability);
            if (curve.block[after - 1] >= 0) {
                blocks[curve.block[after - 1]] += records * (1 - part);
            }
            if (curve.block[after] >= 0) {
                blocks[curve.block[after]] += records * part;
            }
        }
    }

    private static Curve curve(RealisedOutcomes matured, int c) {
        int bins = ScoreCells.BINS;
        double[] x = new double[bins];
        double[] y = new double[bins];
        double[] weight = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            long records = matured.records(c, bin);
            x[bin] = records == 0 ? (bin + 0.5) / bins : matured.sum(c, bin) / records;
            weight[bin] = records + PRIOR;
            y[bin] = (matured.positives(c, bin) + PRIOR * x[bin]) / weight[bin];
        }
        int[] block = pool(y, weight);
        int blocks = block[bins - 1] + 1;
        double[] labels = new double[blocks];
        double[] positives = new double[blocks];
        for (int bin = 0; bin < bins; bin++) {
            labels[block[bin]] += matured.records(c, bin);
            positives[block[bin]] += matured.positives(c, bin);
        }
        double[] variance = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            // A half of each outcome more (Jeffreys), or a bin without positives would claim to be certain.
            double frequency = (positives[b] + 0.5) / (labels[b] + 1);
            variance[b] = frequency * (1 - frequency) / (labels[b] + PRIOR);
        }
        return anchored(x, y, block, variance);
    }

    /**
     * Makes {@code y} rise: neighbours that fall are both set to their mean.
     *
     * @return the block of each point
     */
    private static int[] pool(double[] y, double[] weight) {
        int[] first = new int[y.length];
        double[] mean = new double[y.length];
        double[] mass = new double[y.length];
        int blocks = 0;
        for (int i = 0; i < y.length; i++) {
            first[blocks] = i;
            mean[blocks] = y[i];
            mass[blocks] = weight[i];
            blocks++;
            while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
                double both = mass[blocks - 2] + mass[blocks - 1];
                mean[blocks - 2] = (mean[blocks - 2] * mass[blocks - 2] + mean[blocks - 1] * mass[blocks - 1]) / both;
                mass[blocks - 2] = both;
                blocks--;
            }
        }
        int[] block = new int[y.length];
        for (int b = 0; b < blocks; b++) {
            int end = b + 1 < blocks ? first[b + 1] : y.length;
            Arrays.fill(block, first[b], end, b);
            Arrays.fill(y, first[b], end, mean[b]);
        }
        return block;
    }

    private static Curve anchored(double[] x, double[] y, int[] block, double[] variance) {
        int points = x.length;
        double[] allX = new double[points + 2];
        double[] allY = new double[points + 2];
        int[] allBlocks = new int[points + 2];
        System.arraycopy(x, 0, allX, 1, points);
        System.arraycopy(y, 0, allY, 1, points);
        System.arraycopy(block, 0, allBlocks, 1, points);
        boolean fromZero = x[0] > 0;
        boolean toOne = x[points - 1] < 1;
        allY[0] = fromZero ? 0 : y[0];
        allBlocks[0] = fromZero ? -1 : block[0];
        allX[points + 1] = 1;
        allY[points + 1] = toOne ? 1 : y[points - 1];
        allBlocks[points + 1] = toOne ? -1 : block[points - 1];
        return new Curve(allX, allY, allBlocks, variance);
    }

    /** Points by rising x from 0 to 1; {@code block} is -1 at an end that nothing was learned of. */
    private record Curve(double[] x, double[] y, int[] block, double[] variance) {
        /** The first point after {@code probability}, but never the first of all. */
        int after(double probability) {
            int after = 1;
            while (after < x.length - 1 && x[after] < probability) {
                after++;
            }
            return after;
        }

        double part(int after, double probability) {
            double width = x[after] - x[after - 1];
            return width <= 0 ? 1 : Math.min(1, Math.max(0, (probability - x[after - 1]) / width));
        }
    }
}
