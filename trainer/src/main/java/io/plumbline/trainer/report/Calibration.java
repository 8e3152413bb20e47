package io.plumbline.trainer.report;

/**
 * How far a classifier's confidence is from how often it is right.
 *
 * <p>Confidence is the probability of the predicted class. {@value #BINS} bins of equal width, each with its lower edge, the
 * last with both. ECE is the mean over the items of their bin's distance between mean confidence and share of right answers.
 *
 * <p>Source: Guo et al. (2017), "On Calibration of Modern Neural Networks", section 2, formula 3.
 */
final class Calibration {
    static final int BINS = 15;

    private final long[] items = new long[BINS];
    private final long[] right = new long[BINS];
    private final double[] confidence = new double[BINS];

    /** @param probability of the class predicted, in [0, 1] */
    void add(double probability, boolean correct) {
        int bin = Math.max(0, Math.min(BINS - 1, (int) (probability * BINS)));
        items[bin]++;
        right[bin] += correct ? 1 : 0;
        confidence[bin] += probability;
    }

    long items(int bin) {
        return items[bin];
    }

    /** The share of right answers; NaN for an empty bin. */
    double accuracy(int bin) {
        return right[bin] / (double) items[bin];
    }

    /** Mean confidence; NaN for an empty bin. */
    double confidence(int bin) {
        return confidence[bin] / items[bin];
    }

    static double lower(int bin) {
        return bin / (double) BINS;
    }

    /** In [0, 1]; NaN before the first item. */
    double expectedError() {
        double sum = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(confidence[bin] - right[bin]);
            all += items[bin];
        }
        return sum / all;
    }

    /** Mean confidence minus accuracy: above 0 is overconfident. */
    double bias() {
        double sum = 0;
        long all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += confidence[bin] - right[bin];
            all += items[bin];
        }
        return sum / all;
    }
}
