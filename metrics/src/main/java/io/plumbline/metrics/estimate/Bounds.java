package io.plumbline.metrics.estimate;

import io.plumbline.metrics.classification.ClassCounts;

/**
 * The interval in which a metric will lie once every label has come, whatever they turn out to be: no assumption about why labels
 * are missing. Each end is reached by some outcome of the missing labels.
 *
 * <p>NaN for both ends over nothing.
 *
 * <p>Source: Manski (1989), "Anatomy of the selection problem", for the mean; the rest follows by putting each missing label where
 * it hurts, or helps, most.
 */
public record Bounds(double lower, double upper) {
    /**
     * Of a mean over records whose values lie in {@code [least, greatest]}: accuracy with 0 and 1 and the number that are correct,
     * NDCG likewise, or MAE where errors have a known limit.
     *
     * @param sum of the values of the labelled
     * @throws IllegalArgumentException if a count is negative or the range is none
     */
    public static Bounds ofMean(double sum, long labelled, long unlabelled, double least, double greatest) {
        checkCounts(labelled, unlabelled);
        if (!(least <= greatest)) {
            throw new IllegalArgumentException("values are from " + least + " to " + greatest + ", expected a range");
        }
        double all = (double) labelled + unlabelled;
        return new Bounds((sum + unlabelled * least) / all, (sum + unlabelled * greatest) / all);
    }

    /** @param unlabelledAsIt predictions of the class whose label has not come */
    public static Bounds ofPrecision(ClassCounts labelled, long unlabelledAsIt) {
        return ofMean(labelled.tp(), labelled.tp() + labelled.fp(), unlabelledAsIt, 0, 1);
    }

    /**
     * Of recall: least if every missing label of another prediction is of the class and none of its own; greatest the other way
     * round.
     *
     * @param unlabelledAsIt predictions of the class whose label has not come
     * @param unlabelledOther predictions of other classes whose label has not come
     */
    public static Bounds ofRecall(ClassCounts labelled, long unlabelledAsIt, long unlabelledOther) {
        checkCounts(unlabelledAsIt, unlabelledOther);
        return new Bounds(
                labelled.tp() / ((double) labelled.support() + unlabelledOther),
                (labelled.tp() + unlabelledAsIt) / ((double) labelled.support() + unlabelledAsIt));
    }

    /** Of F1, as {@link #ofRecall}. */
    public static Bounds ofF1(ClassCounts labelled, long unlabelledAsIt, long unlabelledOther) {
        checkCounts(unlabelledAsIt, unlabelledOther);
        double wrong = (double) labelled.fp() + labelled.fn();
        double tp = labelled.tp();
        double most = tp + unlabelledAsIt;
        return new Bounds(2 * tp / (2 * tp + wrong + unlabelledAsIt + unlabelledOther), 2 * most / (2 * most + wrong));
    }

    public double width() {
        return upper - lower;
    }

    private static void checkCounts(long one, long other) {
        if (one < 0 || other < 0) {
            throw new IllegalArgumentException("counts are " + one + " and " + other + ", expected >= 0");
        }
    }
}
