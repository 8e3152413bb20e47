package io.plumbline.trainer.metric;

import io.plumbline.metrics.classification.RankCurve;
import java.util.Arrays;
import java.util.Map;

/** The exact area under the ROC curve, every distinct score being a bin of its own. */
final class JudgedRanks implements Judged {
    static final String AUC = "auc";

    private final boolean[] positive;
    /** The rank of each item's score among the distinct ones, ascending. */
    private final int[] ranks;

    private final int distinct;

    JudgedRanks(boolean[] positive, float[] scores) {
        this.positive = positive;
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        int found = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[found++] = sorted[i];
            }
        }
        distinct = found;
        ranks = new int[scores.length];
        for (int i = 0; i < scores.length; i++) {
            ranks[i] = Arrays.binarySearch(sorted, 0, distinct, scores[i]);
        }
    }

    @Override
    public void over(int[] times, Map<String, Double> values) {
        long[] positives = new long[distinct];
        long[] negatives = new long[distinct];
        for (int i = 0; i < times.length; i++) {
            (positive[i] ? positives : negatives)[ranks[i]] += times[i];
        }
        values.put(AUC, RankCurve.area(positives, negatives));
    }
}
