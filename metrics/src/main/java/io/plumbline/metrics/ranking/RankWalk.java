package io.plumbline.metrics.ranking;

/**
 * One walk down a ranking that leaves the value of every {@link RankingMetric} at every cut.
 *
 * <p>For {@link TieMode#EXPECTED} the values are exact means over the orders of tied items: in a run of n tied items of which r are
 * relevant, a given place is relevant with probability r/n; given that, each place before it in the run is relevant with
 * (r-1)/(n-1); and the chance that the first j places hold no relevant item is the product of (n-r-i)/(n-i) for i &lt; j. For runs
 * of one all of this is 0 or 1, so a strict order is walked as runs of one.
 */
final class RankWalk {
    private final RankingRules rules;
    private final int[] cuts;
    /** By cut, then by metric. */
    private final double[] values;

    private double gained;
    private double found;
    private double precisionSum;
    private double reciprocalRank;
    private double noneSoFar;
    private double noneFoundSoFar;
    private double unjudged;
    private int nextCut;

    RankWalk(RankingRules rules, int[] cuts) {
        this.rules = rules;
        this.cuts = cuts;
        values = new double[cuts.length * CutScores.METRICS];
    }

    double value(int cutIndex, int metric) {
        return values[cutIndex * CutScores.METRICS + metric];
    }

    void over(ServedRanks ranks, TieMode ties, IdealGains ideal) {
        gained = 0;
        found = 0;
        precisionSum = 0;
        reciprocalRank = 0;
        noneSoFar = 1;
        noneFoundSoFar = 1;
        unjudged = 0;
        nextCut = 0;
        boolean wholeRank = rules.reciprocalRank() == RankingRules.RrDepth.WHOLE_LIST;
        int depth = wholeRank ? ranks.ranked() : Math.min(ranks.ranked(), cuts[cuts.length - 1]);
        double foundBefore = 0;
        for (int start = 0; start < depth; ) {
            int end = ties == TieMode.EXPECTED ? ranks.endOfRun(start) : start + 1;
            foundBefore += run(ranks, start, end, depth, foundBefore, ideal);
            start = end;
        }
        while (nextCut < cuts.length) {
            leaveValues(ranks.served(), ideal);
        }
        for (int cut = 0; wholeRank && cut < cuts.length; cut++) {
            values[cut * CutScores.METRICS + RankingMetric.RECIPROCAL_RANK.ordinal()] = reciprocalRank;
        }
    }

    /** Walks over a run of tied items; answers how many of them can count as found. */
    private double run(ServedRanks ranks, int start, int end, int depth, double foundBefore, IdealGains ideal) {
        int size = end - start;
        int relevant = 0;
        double gains = 0;
        int unknown = 0;
        for (int rank = start; rank < end; rank++) {
            double relevance = ranks.relevance(rank);
            if (relevance > 0) {
                relevant++;
                gains += rules.gain().of(relevance);
            } else if (ServedRanks.isUnjudged(relevance)) {
                unknown++;
            }
        }
        boolean counts = rules.retrieved() == RankingRules.Retrieved.ALL || ranks.positive(start);
        double here = relevant / (double) size;
        double gainHere = gains / size;
        double unknownHere = unknown / (double) size;
        double othersRelevant = size == 1 ? 0 : (relevant - 1) / (size - 1.0);
        for (int i = 0; i < size && start + i < depth; i++) {
            int rank = start + i + 1;
            if (relevant > 0) {
                gained += gainHere * Discounts.at(rank);
                // Once the places left are fewer than the relevant items, one of them has come: the factor is 0.
                double noneHere = Math.max(0, size - relevant - i) / (double) (size - i);
                noneSoFar *= noneHere;
                if (counts) {
                    found += here;
                    precisionSum += here * (foundBefore + 1 + i * othersRelevant) / rank;
                    reciprocalRank += noneFoundSoFar * (1 - noneHere) / rank;
                    noneFoundSoFar *= noneHere;
                }
            }
            unjudged += unknownHere;
            if (nextCut < cuts.length && cuts[nextCut] == rank) {
                leaveValues(ranks.served(), ideal);
            }
        }
        return counts ? relevant : 0;
    }

    private void leaveValues(int served, IdealGains ideal) {
        int cut = cuts[nextCut];
        int depth = Math.min(cut, served);
        double places =
                cut == RankingDefinition.WHOLE_LIST || rules.precision() == RankingRules.PrecisionDenominator.SERVED
                        ? depth
                        : cut;
        double ap =
                switch (rules.ap()) {
                    case R -> ideal.relevant();
                    case MIN_R_K -> Math.min(ideal.relevant(), cut);
                    case HITS -> found;
                };
        leave(RankingMetric.NDCG, gained, ideal.perfect(nextCut));
        leave(RankingMetric.AVERAGE_PRECISION, precisionSum, ap);
        leave(RankingMetric.RECIPROCAL_RANK, reciprocalRank, 1);
        leave(RankingMetric.HIT, 1 - noneSoFar, 1);
        leave(RankingMetric.RECALL, found, ideal.relevant());
        leave(RankingMetric.PRECISION, found, places);
        leave(RankingMetric.UNJUDGED, unjudged, cut == RankingDefinition.WHOLE_LIST ? depth : cut);
        nextCut++;
    }

    /** An answer without items, or without hits where hits are what is divided by, is worth 0. */
    private void leave(RankingMetric metric, double part, double whole) {
        values[nextCut * CutScores.METRICS + metric.ordinal()] = whole == 0 ? 0 : part / whole;
    }
}
