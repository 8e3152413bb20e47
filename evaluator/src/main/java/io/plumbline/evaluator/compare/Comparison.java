package io.plumbline.evaluator.compare;

import io.plumbline.metrics.sequential.ComparisonRule;
import io.plumbline.metrics.sequential.Interval;
import io.plumbline.metrics.sequential.Side;
import io.plumbline.metrics.sequential.Verdict;
import java.util.Map;

/**
 * What is known of challenger minus baseline.
 *
 * @param difference the mean; NaN without a sample
 * @param interval holds the true mean difference at every look at once, but for a probability of alpha
 * @param bernstein the wider one that follows from count, sum and sum of squares alone
 * @param logGreater logarithm of the e-value for "the challenger's value is larger"
 * @param logLess of the one for "is smaller"
 * @param corrections ids whose label changed after they were counted
 */
public record Comparison(
        PairKey pair,
        double alpha,
        long samples,
        double difference,
        Interval interval,
        Interval bernstein,
        double logGreater,
        double logLess,
        long corrections,
        Verdict verdict) {
    /**
     * Compares by all pairs of the two versions, whichever of them answered.
     *
     * @param pairs over all partitions
     * @param alpha of a wrong verdict, however often one looks
     * @param minSamples below this many the verdict is undecided
     */
    public static Comparison of(PairKey pair, Map<PairKey, PairTally> pairs, double alpha, long minSamples) {
        PairTally tally = tally(pair, pairs);
        ComparisonRule rule = new ComparisonRule(pair.metric().higherIsBetter(), alpha, minSamples);
        return new Comparison(
                pair,
                alpha,
                tally.differences().samples(),
                tally.differences().mean(),
                tally.differences().interval(alpha),
                tally.differences().empiricalBernstein(alpha),
                tally.differences().logEValue(Side.GREATER),
                tally.differences().logEValue(Side.LESS),
                tally.corrections(),
                rule.verdict(tally.differences()));
    }

    /** The verdict alone, which costs a hundredth of the intervals. */
    static Verdict verdict(PairKey pair, Map<PairKey, PairTally> pairs, double alpha, long minSamples) {
        return new ComparisonRule(pair.metric().higherIsBetter(), alpha, minSamples)
                .verdict(tally(pair, pairs).differences());
    }

    /** All that is counted of the two versions, whichever of them answered. */
    static PairTally tally(PairKey pair, Map<PairKey, PairTally> pairs) {
        PairTally tally = new PairTally();
        PairTally there = pairs.get(pair);
        if (there != null) {
            tally.merge(there);
        }
        PairTally back = pairs.get(pair.mirrored());
        if (back != null) {
            tally.merge(back.mirrored());
        }
        return tally;
    }

    /** The larger of the two: what there is against "they are equal" on the side where there is more. */
    public double logEvidence() {
        return Math.max(logGreater, logLess);
    }
}
