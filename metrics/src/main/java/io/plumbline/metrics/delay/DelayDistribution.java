package io.plumbline.metrics.delay;

import java.util.List;

/**
 * How much of what will be labelled at all is labelled by a given age, per true class: {@code F_c(age)}, from cohorts of which the
 * young ones still wait for labels.
 *
 * <p>Why not Kaplan–Meier per class: the class of a prediction without a label is unknown, so it is in no class's risk set. What
 * is known of class c are delays seen because they are below their cohort's age: right-<em>truncated</em>, not censored, data. In
 * reversed time they are left-truncated, and the product-limit estimate applies: with d_j labels in delay bucket j and r_j in bucket
 * j or a faster one, both over the cohorts in which bucket j has wholly passed,
 *
 * <pre>F_c(upper end of bucket j) = product over i &gt; j of (1 - d_i / r_i)</pre>
 *
 * <p>(1) It is relative to the largest age there is evidence of, {@link #identifiedMillis()}: F is 1 from there on. It says how
 * much of what will have come by then has come by now, and nothing of labels that never come. (2) A class with few labels borrows:
 * to each d_j / r_j are added {@value #BORROWED} labels that behave as all classes together. (3) Within a bucket F is linear. (4)
 * It is wrong where delays change over time, or depend on more than the class.
 *
 * <p>{@link #labelledBy} is Kaplan–Meier proper, over all classes, where waiting predictions are in the risk set.
 *
 * <p>Source: Lagakos, Barraj and De Gruttola (1988), "Nonparametric analysis of truncated survival data"; variance after Greenwood.
 *
 * <p>Immutable.
 */
public final class DelayDistribution {
    /** So many labels' worth of all classes are added to each class: enough for one never seen, little against a hundred. */
    static final int BORROWED = 5;

    /** Fewer labels than these in a risk set say nothing about it: one late label of a first, small cohort would set F to 0. */
    static final int MIN_AT_RISK = 20;

    /** The last bucket has no end, so no cohort is ever past it. */
    private static final int CLOSED = DelayBuckets.COUNT - 1;

    private final double[][] shares;
    private final double[][] variances;
    private final double[] labelledBy;
    private final int identified;

    private DelayDistribution(double[][] shares, double[][] variances, double[] labelledBy, int identified) {
        this.shares = shares;
        this.variances = variances;
        this.labelledBy = labelledBy;
        this.identified = identified;
    }

    /** Fits one to what the cohorts show; to none, every share is 1. */
    public static DelayDistribution of(List<LabelCohort> cohorts) {
        int classes = cohorts.stream()
                .mapToInt(cohort -> cohort.labelled().classes())
                .max()
                .orElse(0);
        // The last row is all classes together.
        long[][] came = new long[classes + 1][CLOSED];
        long[][] atRisk = new long[classes + 1][CLOSED];
        long[] waiting = new long[CLOSED];
        for (LabelCohort cohort : cohorts) {
            int passed = DelayBuckets.endedBy(cohort.youngestMillis());
            long unlabelled = cohort.predictions();
            for (int bucket = 0; bucket < passed; bucket++) {
                waiting[bucket] += unlabelled;
                unlabelled -= cohort.labelled().count(bucket);
            }
            for (int c = 0; c < cohort.labelled().classes(); c++) {
                long soFar = 0;
                for (int bucket = 0; bucket < passed; bucket++) {
                    long count = cohort.labelled().count(c, bucket);
                    soFar += count;
                    came[c][bucket] += count;
                    atRisk[c][bucket] += soFar;
                    came[classes][bucket] += count;
                    atRisk[classes][bucket] += soFar;
                }
            }
        }
        return fit(came, atRisk, waiting);
    }

    private static DelayDistribution fit(long[][] came, long[][] atRisk, long[] waiting) {
        int all = came.length - 1;
        int identified = CLOSED;
        while (identified > 0 && atRisk[all][identified - 1] < MIN_AT_RISK) {
            identified--;
        }
        double[][] shares = new double[came.length][CLOSED];
        double[][] variances = new double[came.length][CLOSED];
        for (int c = 0; c <= all; c++) {
            double share = 1;
            for (int bucket = CLOSED - 1; bucket >= 0; bucket--) {
                shares[c][bucket] = share;
                if (bucket < identified && atRisk[all][bucket] > 0) {
                    double borrowed = BORROWED * (came[all][bucket] / (double) atRisk[all][bucket]);
                    double risk = atRisk[c][bucket] + BORROWED;
                    double hazard = (came[c][bucket] + borrowed) / risk;
                    share *= 1 - hazard;
                    variances[c][bucket] = hazard >= 1 ? 0 : hazard / (risk * (1 - hazard));
                }
            }
        }
        double[] labelledBy = new double[CLOSED];
        double unlabelled = 1;
        for (int bucket = 0; bucket < CLOSED; bucket++) {
            unlabelled *= waiting[bucket] == 0 ? 1 : 1 - came[all][bucket] / (double) waiting[bucket];
            labelledBy[bucket] = waiting[0] == 0 ? Double.NaN : 1 - unlabelled;
        }
        return new DelayDistribution(shares, variances, labelledBy, identified);
    }

    /** Largest age, in milliseconds, that there is evidence of: every share is 1 from there on. 0 without evidence. */
    public long identifiedMillis() {
        return identified == 0 ? 0 : DelayBuckets.upperMillis(identified - 1);
    }

    /** F of class {@code actual} at one age; of a class never seen, that of all classes together. */
    public double share(int actual, long ageMillis) {
        return interpolated(shares[row(actual)], ageMillis);
    }

    /** F of class {@code actual} for predictions spread evenly over an interval of ages. */
    public double share(int actual, long youngestMillis, long oldestMillis) {
        double[] row = shares[row(actual)];
        if (oldestMillis <= youngestMillis) {
            return interpolated(row, youngestMillis);
        }
        double area = 0;
        long from = youngestMillis;
        while (from < oldestMillis) {
            long to = Math.min(oldestMillis, DelayBuckets.upperMillis(DelayBuckets.endedBy(from)));
            area += (interpolated(row, from) + interpolated(row, to)) / 2 * (to - from);
            from = to;
        }
        return area / (oldestMillis - youngestMillis);
    }

    /**
     * The part of <em>all</em> predictions, those never labelled among them, that is labelled by an age; NaN while no prediction is a
     * second old. Beyond the oldest cohort it stays at its last value.
     */
    public double labelledBy(long ageMillis) {
        return interpolated(labelledBy, ageMillis);
    }

    /**
     * Variance of what bucket {@code bucket} contributes to ln F: it enters every F of a smaller age, and buckets are independent.
     */
    public double logVariance(int actual, int bucket) {
        return bucket < CLOSED ? variances[row(actual)][bucket] : 0;
    }

    private int row(int actual) {
        if (actual < 0) {
            throw new IllegalArgumentException("actual is " + actual + ", expected a class index >= 0");
        }
        return Math.min(actual, shares.length - 1);
    }

    private static double interpolated(double[] atUpperEnds, long ageMillis) {
        int bucket = DelayBuckets.of(ageMillis);
        if (bucket == 0) {
            // Labels that came first are here: F does not start at 0.
            return atUpperEnds[0];
        }
        if (bucket >= CLOSED) {
            return atUpperEnds[CLOSED - 1];
        }
        long lower = DelayBuckets.upperMillis(bucket - 1);
        double part = (ageMillis - lower) / (double) (DelayBuckets.upperMillis(bucket) - lower);
        return atUpperEnds[bucket - 1] + part * (atUpperEnds[bucket] - atUpperEnds[bucket - 1]);
    }
}
