package io.plumbline.metrics.ranking;

import java.util.List;

/**
 * What the ranks of the relevant items come to, as exact means over the orders of tied items.
 *
 * <p>In a run of n tied items of which r are relevant, each order is as likely as another. So a given place is relevant with
 * probability r/n; given that, each place before it in the run is relevant with (r-1)/(n-1); and the chance that the first j
 * places hold no relevant item is the product of (n-r-i)/(n-i) for i &lt; j. For runs of one all of this is 0 or 1, so strict
 * orders need no code of their own.
 *
 * @param precisionSum sum of the precisions at the relevant ranks within the cut
 * @param reciprocalRank 1 / rank of the first relevant item within the cut; 0 without one
 * @param hit whether a relevant item is within the cut: a probability
 * @param found how many relevant items are within the cut
 */
record RelevantRanks(double precisionSum, double reciprocalRank, double hit, double found) {
    /** Reads {@code groups}: relevances, best run first. */
    static RelevantRanks of(List<double[]> groups, int cut) {
        double precisionSum = 0;
        double reciprocalRank = 0;
        double found = 0;
        double noneSoFar = 1;
        int start = 0;
        int relevantBefore = 0;
        for (double[] group : groups) {
            int size = group.length;
            int relevant = relevant(group);
            double othersRelevant = size == 1 ? 0 : (relevant - 1) / (size - 1.0);
            for (int i = 0; i < size && start + i < cut && relevant > 0; i++) {
                int rank = start + i + 1;
                double here = relevant / (double) size;
                precisionSum += here * (relevantBefore + 1 + i * othersRelevant) / rank;
                found += here;
                // Once the places left are fewer than the relevant items, one of them has come: the factor is 0.
                double noneHere = Math.max(0, size - relevant - i) / (double) (size - i);
                reciprocalRank += noneSoFar * (1 - noneHere) / rank;
                noneSoFar *= noneHere;
            }
            relevantBefore += relevant;
            start += size;
        }
        return new RelevantRanks(precisionSum, reciprocalRank, 1 - noneSoFar, found);
    }

    private static int relevant(double[] group) {
        int count = 0;
        for (double relevance : group) {
            if (relevance > 0) {
                count++;
            }
        }
        return count;
    }
}
