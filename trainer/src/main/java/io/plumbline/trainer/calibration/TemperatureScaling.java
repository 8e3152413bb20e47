package io.plumbline.trainer.calibration;

import io.plumbline.metrics.classification.ProbabilityScores;

/**
 * The temperature that makes probabilities {@code softmax(logits / temperature)} most likely, and what it changes.
 *
 * <p>It changes how sure the answers are, not which class is largest. The log-loss is convex in 1 / temperature, so Newton's method
 * with a bracket finds its one minimum. The temperature is a {@code float}, as the exported graph will hold it, in
 * [{@value #COLDEST}, {@value #HOTTEST}]; it is 1 if no other has a smaller log-loss. It ends at {@value #COLDEST} when no answer is
 * wrong: then the logits cannot be too large.
 *
 * <p>Source: Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks", 4.2.
 *
 * @param before the log-loss (nats) and calibration error at temperature 1
 * @param after those at the temperature; of the same rows, which a calibration error of other rows will exceed a little
 */
public record TemperatureScaling(double temperature, Quality before, Quality after) {
    private static final double COLDEST = 0.05;
    private static final double HOTTEST = 20;
    private static final int MAX_STEPS = 200;
    private static final double PRECISION = 1e-10;

    /** How good probabilities are, as {@link ProbabilityScores} defines it. */
    public record Quality(double logLoss, double ece) {}

    /**
     * Fits the temperature.
     *
     * @param logits the last layer's numbers, {@code [rows, classes]} row-major
     * @param targets the class index of each row
     * @throws IllegalArgumentException if there are no rows, their numbers differ, or a logit is not finite
     */
    public static TemperatureScaling fit(float[] logits, int classes, float[] targets) {
        if (targets.length == 0 || logits.length != (long) targets.length * classes) {
            throw new IllegalArgumentException("there are " + logits.length + " logits of " + classes + " classes for "
                    + targets.length + " targets, expected one row for each and at least one");
        }
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new IllegalArgumentException("logits[" + i + "] is " + logits[i] + ", expected a finite number");
            }
        }
        Quality before = quality(logits, classes, targets, 1);
        float temperature = (float) (1 / inverse(logits, classes, targets));
        Quality after = quality(logits, classes, targets, temperature);
        // What is reported counts no probability as less than 2^-23, and the temperature was rounded.
        return after.logLoss() < before.logLoss()
                ? new TemperatureScaling(temperature, before, after)
                : new TemperatureScaling(1, before, before);
    }

    /** The root of the loss' slope in 1 / temperature, or the end of the range that is nearer to it. */
    private static double inverse(float[] logits, int classes, float[] targets) {
        double low = 1 / HOTTEST;
        double high = 1 / COLDEST;
        if (curve(logits, classes, targets, low).slope() >= 0) {
            return low;
        }
        if (curve(logits, classes, targets, high).slope() <= 0) {
            return high;
        }
        double at = 1;
        for (int step = 0; step < MAX_STEPS && high - low > PRECISION * at; step++) {
            Curve curve = curve(logits, classes, targets, at);
            if (curve.slope() == 0) {
                return at;
            }
            if (curve.slope() > 0) {
                high = at;
            } else {
                low = at;
            }
            double newton = at - curve.slope() / curve.bend();
            // Where Newton's step leaves the bracket, which flat ends make it do, the bracket is halved instead.
            double next = newton > low && newton < high ? newton : (low + high) / 2;
            if (Math.abs(next - at) <= PRECISION * at) {
                return next;
            }
            at = next;
        }
        return at;
    }

    /** First and second derivative of the mean log-loss in 1 / temperature: mean of E[z] - z of the truth, and of Var[z]. */
    private record Curve(double slope, double bend) {}

    private static Curve curve(float[] logits, int classes, float[] targets, double inverse) {
        double slope = 0;
        double bend = 0;
        double[] row = new double[classes];
        for (int r = 0; r < targets.length; r++) {
            softmax(logits, r, inverse, row);
            double mean = 0;
            for (int c = 0; c < classes; c++) {
                mean += row[c] * logits[r * classes + c];
            }
            double variance = 0;
            for (int c = 0; c < classes; c++) {
                double off = logits[r * classes + c] - mean;
                variance += row[c] * off * off;
            }
            slope += mean - logits[r * classes + (int) targets[r]];
            bend += variance;
        }
        return new Curve(slope / targets.length, bend / targets.length);
    }

    private static Quality quality(float[] logits, int classes, float[] targets, double temperature) {
        ProbabilityScores scores = new ProbabilityScores(classes);
        double[] row = new double[classes];
        for (int r = 0; r < targets.length; r++) {
            softmax(logits, r, 1 / temperature, row);
            scores.add(row, (int) targets[r]);
        }
        return new Quality(scores.logLoss(), scores.ece());
    }

    private static void softmax(float[] logits, int row, double inverse, double[] probabilities) {
        int from = row * probabilities.length;
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < probabilities.length; c++) {
            largest = Math.max(largest, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < probabilities.length; c++) {
            // StrictMath: the same bits on every machine.
            probabilities[c] = StrictMath.exp((logits[from + c] - largest) * inverse);
            sum += probabilities[c];
        }
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] /= sum;
        }
    }
}
