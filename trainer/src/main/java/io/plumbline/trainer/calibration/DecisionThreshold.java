package io.plumbline.trainer.calibration;

import io.plumbline.metrics.classification.ClassCounts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * From which probability on the positive of two classes is announced: the threshold that serves a criterion best on the rows at hand.
 *
 * <p>A row is announced positive if its score is at least the threshold. Thresholds tried are 1/2 and the middle between any two
 * neighbouring scores, below the lowest and above the highest, so that a score that comes out a little different elsewhere still falls
 * on the same side. Of thresholds that serve equally well it is the one nearest to 1/2, of two as near the larger; so 1/2 stays
 * where nothing is better, such as when one class is absent.
 *
 * <p>It is as optimistic as anything fitted: on other rows it gains a little less.
 *
 * @param before counts of the positive class at threshold 1/2 (the larger probability, but for exact ties)
 * @param after those at the threshold; see {@link ClassCounts#f1()}
 */
public record DecisionThreshold(double threshold, ClassCounts before, ClassCounts after) {
    private static final double EVEN = 0.5;

    /**
     * Fits the threshold.
     *
     * @param scores each row's probability of the positive class
     * @param positive whether each row is of it
     * @throws IllegalArgumentException if there are no rows, their numbers differ, or a score is no probability
     */
    public static DecisionThreshold fit(float[] scores, boolean[] positive, Criterion by) {
        if (scores.length == 0 || scores.length != positive.length) {
            throw new IllegalArgumentException("there are " + scores.length + " scores for " + positive.length
                    + " rows, expected one for each and at least one");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!(scores[i] >= 0 && scores[i] <= 1)) {
                throw new IllegalArgumentException(
                        "scores[" + i + "] is " + scores[i] + ", expected a probability in [0, 1]");
            }
        }
        Integer[] ascending = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(ascending, Comparator.comparingDouble(i -> scores[i]));
        long negatives =
                IntStream.range(0, positive.length).filter(i -> !positive[i]).count();
        long positives = positive.length - negatives;
        ClassCounts before = at(EVEN, scores, positive);
        DecisionThreshold best = new DecisionThreshold(EVEN, before, before);
        // Rows below the threshold: the negative ones are no false alarms, the positive ones are missed.
        long missed = 0;
        long spared = 0;
        for (int below = 0; below <= scores.length; below++) {
            if (below > 0) {
                missed += positive[ascending[below - 1]] ? 1 : 0;
                spared += positive[ascending[below - 1]] ? 0 : 1;
            }
            double lower = below == 0 ? 0 : scores[ascending[below - 1]];
            double upper = below == scores.length ? 1 : scores[ascending[below]];
            // Equal scores have no threshold between them; a score of 1 none above it. Below 0 none is needed.
            if (lower < upper || below == 0) {
                ClassCounts counts = new ClassCounts(1, positives - missed, negatives - spared, missed);
                best = better(best, new DecisionThreshold((lower + upper) / 2, before, counts), by, negatives);
            }
        }
        return best;
    }

    private static DecisionThreshold better(DecisionThreshold a, DecisionThreshold b, Criterion by, long negatives) {
        Comparator<DecisionThreshold> quality = Comparator.comparingDouble(each -> by.of(each.after, negatives));
        return quality.thenComparingDouble(each -> -Math.abs(each.threshold - EVEN))
                                .thenComparingDouble(DecisionThreshold::threshold)
                                .compare(b, a)
                        > 0
                ? b
                : a;
    }

    private static ClassCounts at(double threshold, float[] scores, boolean[] positive) {
        long tp = 0;
        long fp = 0;
        long fn = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean announced = scores[i] >= threshold;
            tp += announced && positive[i] ? 1 : 0;
            fp += announced && !positive[i] ? 1 : 0;
            fn += !announced && positive[i] ? 1 : 0;
        }
        return new ClassCounts(1, tp, fp, fn);
    }
}
