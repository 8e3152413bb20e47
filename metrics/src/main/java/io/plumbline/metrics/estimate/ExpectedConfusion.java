package io.plumbline.metrics.estimate;

/**
 * The outcomes that predictions are expected to have, from their own probabilities: no label is needed for them (confidence-based
 * performance estimation). Of class c, {@code tp} is the sum of its recalibrated probabilities over predictions that announce it,
 * {@code fp} of what they lack to 1, {@code fn} the sum over the other predictions.
 *
 * <p>It is right as far as the probabilities, recalibrated, are frequencies. So it follows a change in the mix of requests, and is
 * blind to a change in what they mean (concept drift): that shows in {@link CalibrationGap}, once labels come.
 *
 * <p>Recalibration is done here, when it is read, on each bin's mean probability: the counts stay integers that add, and the newest
 * labels apply to all of them. Each class is recalibrated by itself, so that a prediction's frequencies need not sum to 1.
 *
 * <p>The standard errors are of the metric that the very same predictions will have: that each outcome is one draw, and that the
 * recalibration was learned from finitely many labels.
 *
 * <p>Averages are over every class that the model has a probability for. NaN over no predictions.
 *
 * <p>Source: NannyML's CBPE (its documentation, "Confidence-based performance estimation"); here streaming and additive.
 *
 * <p>Immutable.
 */
public final class ExpectedConfusion {
    private static final int RECORDS = 0;
    private static final int SUM = 1;

    private final long samples;
    private final double[] tp;
    private final double[] fp;
    private final double[] fn;
    private final double[] tpVariance;

    /** What is expected of these predictions. */
    public static ExpectedConfusion of(ExpectedOutcomes outcomes, Recalibration recalibration) {
        return new ExpectedConfusion(outcomes, recalibration);
    }

    private ExpectedConfusion(ExpectedOutcomes outcomes, Recalibration recalibration) {
        int classes = outcomes.classes();
        samples = outcomes.samples();
        tp = new double[classes];
        fp = new double[classes];
        fn = new double[classes];
        tpVariance = new double[classes];
        for (int c = 0; c < classes; c++) {
            double[] leaning = new double[recalibration.blocks(c)];
            for (int cell = 0; cell < ScoreCells.CELLS; cell++) {
                long records = outcomes.cells().get(c, cell, RECORDS);
                if (records == 0) {
                    continue;
                }
                double mean = ScoreCells.toDouble(outcomes.cells().get(c, cell, SUM)) / records;
                double frequency = recalibration.frequency(c, mean);
                if (cell < ScoreCells.BINS) {
                    fn[c] += records * frequency;
                } else {
                    tp[c] += records * frequency;
                    fp[c] += records * (1 - frequency);
                    tpVariance[c] += records * frequency * (1 - frequency);
                    recalibration.lean(c, mean, records, leaning);
                }
            }
            for (int block = 0; block < leaning.length; block++) {
                tpVariance[c] += leaning[block] * leaning[block] * recalibration.variance(c, block);
            }
        }
    }

    public long samples() {
        return samples;
    }

    public int classes() {
        return tp.length;
    }

    /** Expected number of predictions of class {@code c} that are of it. */
    public double tp(int c) {
        return tp[c];
    }

    /** Expected number of predictions of class {@code c} that are of another. */
    public double fp(int c) {
        return fp[c];
    }

    /** Expected number of predictions of another class that are of {@code c}. */
    public double fn(int c) {
        return fn[c];
    }

    /** Each prediction announces one class, so its accuracy is its share of expected true positives. */
    public Estimate accuracy() {
        double correct = 0;
        double variance = 0;
        for (int c = 0; c < tp.length; c++) {
            correct += tp[c];
            variance += tpVariance[c];
        }
        return new Estimate(correct / samples, Math.sqrt(variance) / samples);
    }

    /** Of one class; NaN where it was never announced. */
    public Estimate precision(int c) {
        double announced = tp[c] + fp[c];
        return new Estimate(tp[c] / announced, Math.sqrt(tpVariance[c]) / announced);
    }

    /** Of one class; 0 where none of it is expected. */
    public double recall(int c) {
        return WeightedConfusion.ratio(tp[c], tp[c] + fn[c]);
    }

    /** Of one class; 0 where none of it is expected, nor was announced. */
    public double f1(int c) {
        return WeightedConfusion.ratio(2 * tp[c], 2 * tp[c] + fp[c] + fn[c]);
    }

    /** A class never announced counts as 0. */
    public double precisionMacro() {
        double sum = 0;
        for (int c = 0; c < tp.length; c++) {
            sum += WeightedConfusion.ratio(tp[c], tp[c] + fp[c]);
        }
        return sum / tp.length;
    }

    public double recallMacro() {
        double sum = 0;
        for (int c = 0; c < tp.length; c++) {
            sum += recall(c);
        }
        return sum / tp.length;
    }

    public double f1Macro() {
        double sum = 0;
        for (int c = 0; c < tp.length; c++) {
            sum += f1(c);
        }
        return sum / tp.length;
    }
}
