package io.plumbline.metrics.estimate;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.delay.DelayBuckets;
import io.plumbline.metrics.delay.DelayDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The confusion matrix that a window's predictions will have once their labels have come, estimated from those that have: each
 * labelled prediction of class c and age a stands for {@code 1 / F_c(a)} of them ({@link DelayDistribution}).
 *
 * <p>Why: where the labels of one class come later than those of another, the labelled part of young predictions has too few of
 * it, and every metric over it is wrong while its coverage looks fine. The weights undo that. Nothing weighted is ever stored: the
 * sums of each cohort are integers, and the weights are applied when they are read, with the newest F and the ages of now.
 *
 * <p>It forecasts the matured view, so it says nothing of labels that never come. Assumed: how late a label comes depends on its class
 * alone, and not on the prediction. Cohorts so young that some class has less than {@code leastShare} of its labels are left out:
 * their few labels would be multiplied by more than {@code 1 / leastShare}.
 *
 * <p>A standard error counts two things: that the labels that came are a sample of those that will, and that F is itself
 * estimated. They are taken as independent; as the same labels are in both, the error is somewhat too large, never too small
 * because of it.
 *
 * <p>Source: Horvitz and Thompson (1952) for the weights; linearization for the error.
 *
 * <p>Immutable. Cost: each metric goes once over the cells of all cohorts.
 */
public final class CorrectedConfusion {
    /** Weights of at most 10: below, a cohort tells more of chance than of the model. */
    public static final double USUAL_LEAST_SHARE = 0.1;

    private static final int LONGS_PER_CELL = 3;

    private final List<Weighted> cohorts;
    private final WeightedConfusion matrix;
    private final DelayDistribution delays;
    private final int[] classes;
    private final long samples;

    /**
     * The labelled predictions of one stretch of time, with its ages now.
     *
     * @param youngestMillis age of the last prediction; not negative
     * @param oldestMillis age of the first
     */
    public record Cohort(long youngestMillis, long oldestMillis, ConfusionCounts labelled) {
        /** @throws IllegalArgumentException if the ages are no stretch */
        public Cohort {
            if (youngestMillis < 0 || oldestMillis < youngestMillis) {
                throw new IllegalArgumentException(
                        "ages are " + youngestMillis + " to " + oldestMillis + " ms, expected 0 <= youngest <= oldest");
            }
        }
    }

    /** A cohort's cells as triples, and the share of each class, by place. */
    private record Weighted(long[] cells, double[] shares, int bucket) {}

    /**
     * Corrects a window.
     *
     * @param leastShare in (0, 1]
     * @throws IllegalArgumentException if {@code leastShare} is not
     */
    public static CorrectedConfusion of(List<Cohort> window, DelayDistribution delays, double leastShare) {
        if (!(leastShare > 0 && leastShare <= 1)) {
            throw new IllegalArgumentException("leastShare is " + leastShare + ", expected more than 0, at most 1");
        }
        return new CorrectedConfusion(window, delays, leastShare);
    }

    private CorrectedConfusion(List<Cohort> window, DelayDistribution delays, double leastShare) {
        this.delays = delays;
        TreeSet<Integer> occurring = new TreeSet<>();
        window.forEach(cohort -> cohort.labelled().classes().forEach(c -> occurring.add(c.index())));
        classes = occurring.stream().mapToInt(c -> c).toArray();
        matrix = new WeightedConfusion(classes);
        cohorts = new ArrayList<>();
        long used = 0;
        for (Cohort cohort : window) {
            double[] shares = new double[classes.length];
            boolean oldEnough = true;
            for (int c = 0; c < classes.length; c++) {
                shares[c] = delays.share(classes[c], cohort.youngestMillis(), cohort.oldestMillis());
                oldEnough &= shares[c] >= leastShare;
            }
            if (oldEnough) {
                Weighted weighted = new Weighted(cohort.labelled().state(), shares, middle(cohort));
                forEachCell(weighted, (actual, answer, count) -> matrix.add(actual, answer, count / shares[actual]));
                cohorts.add(weighted);
                used += cohort.labelled().samples();
            }
        }
        samples = used;
    }

    /** Labelled predictions it is made of; those of cohorts left out are not among them. */
    public long samples() {
        return samples;
    }

    /** The classes that occur, ascending. */
    public List<Integer> classes() {
        return Arrays.stream(classes).boxed().toList();
    }

    /** How many predictions those stand for. */
    public double predictions() {
        return matrix.total();
    }

    public Estimate accuracy() {
        return estimate(ConfusionMetric.ACCURACY);
    }

    public Estimate balancedAccuracy() {
        return estimate(ConfusionMetric.BALANCED_ACCURACY);
    }

    public Estimate precisionMacro() {
        return estimate(ConfusionMetric.macro(ConfusionMetric::precision));
    }

    public Estimate recallMacro() {
        return estimate(ConfusionMetric.macro(ConfusionMetric::recall));
    }

    public Estimate f1Macro() {
        return estimate(ConfusionMetric.macro(ConfusionMetric::f1));
    }

    public Estimate f1Weighted() {
        return estimate(ConfusionMetric.F1_WEIGHTED);
    }

    /** Of class {@code c}; undefined if it occurs in no cohort. */
    public Estimate precision(int c) {
        int place = matrix.place(c);
        return place < 0 ? Estimate.UNDEFINED : estimate(ConfusionMetric.precision(place));
    }

    /** Of class {@code c}; undefined if it occurs in no cohort. */
    public Estimate recall(int c) {
        int place = matrix.place(c);
        return place < 0 ? Estimate.UNDEFINED : estimate(ConfusionMetric.recall(place));
    }

    /** Of class {@code c}; undefined if it occurs in no cohort. */
    public Estimate f1(int c) {
        int place = matrix.place(c);
        return place < 0 ? Estimate.UNDEFINED : estimate(ConfusionMetric.f1(place));
    }

    private Estimate estimate(ConfusionMetric metric) {
        if (samples == 0) {
            return Estimate.UNDEFINED;
        }
        double[] sampling = new double[1];
        // By class and age: how far the metric moves when ln F of the class falls by one at every smaller age.
        double[][] moved = new double[classes.length][DelayBuckets.COUNT];
        for (Weighted cohort : cohorts) {
            forEachCell(cohort, (actual, answer, count) -> {
                double share = cohort.shares[actual];
                double slope = metric.slope(matrix, actual, answer) / share;
                sampling[0] += count * slope * slope * (1 - share);
                moved[actual][cohort.bucket] += count * slope;
            });
        }
        double learned = 0;
        for (int c = 0; c < classes.length; c++) {
            double younger = 0;
            for (int bucket = 0; bucket < DelayBuckets.COUNT; bucket++) {
                younger += moved[c][bucket];
                learned += delays.logVariance(classes[c], bucket) * younger * younger;
            }
        }
        return new Estimate(metric.value(matrix), Math.sqrt(sampling[0] + learned));
    }

    /** The bucket in which the middle of the cohort's ages lies. */
    private static int middle(Cohort cohort) {
        return DelayBuckets.of(cohort.youngestMillis() + (cohort.oldestMillis() - cohort.youngestMillis()) / 2);
    }

    private interface CellVisitor {
        void visit(int actual, int answer, long count);
    }

    private void forEachCell(Weighted cohort, CellVisitor visitor) {
        for (int i = 0; i < cohort.cells.length; i += LONGS_PER_CELL) {
            visitor.visit(
                    matrix.place((int) cohort.cells[i]), matrix.place((int) cohort.cells[i + 1]), cohort.cells[i + 2]);
        }
    }
}
