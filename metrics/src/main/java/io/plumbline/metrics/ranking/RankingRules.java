package io.plumbline.metrics.ranking;

/**
 * The conventions under which rankings are scored at several cuts. The first group decides what a query's values are, so sums under
 * different ones do not add up; {@link EmptyRules} says which queries the means go over, and is chosen when they are read.
 *
 * @param gainTies in which order items of equal score count for NDCG
 * @param rankTies in which order for all else
 * @param ideal which items a perfect answer would hold
 * @param gain what a relevant item adds to DCG
 * @param ap what the precisions at the relevant ranks are divided by
 * @param reciprocalRank how far down the first relevant item is looked for
 * @param precision what the number of relevant items is divided by
 * @param retrieved which of the items served can count as found
 */
public record RankingRules(
        TieMode gainTies,
        TieMode rankTies,
        Ideal ideal,
        Gain gain,
        ApDenominator ap,
        RrDepth reciprocalRank,
        PrecisionDenominator precision,
        Retrieved retrieved) {
    /** What average precision divides by. R is the number of relevant items of the {@link Ideal}. */
    public enum ApDenominator {
        /** R: what was not found counts as missed (trec_eval's {@code map_cut}). */
        R,
        /** The smaller of R and k: 1 is possible at every cut. */
        MIN_R_K,
        /**
         * The relevant items within k: blind to those missed (TorchMetrics). Needs a strict order. One more hit can lower it, so the
         * interval over tied items is then that of relevant first and relevant last, which another order can leave.
         */
        HITS
    }

    /** How far down the first relevant item is looked for. */
    public enum RrDepth {
        /** Within the cut. */
        CUT,
        /** All the way (trec_eval's {@code recip_rank}): the same at every cut. */
        WHOLE_LIST
    }

    /** What precision divides by; for {@link RankingDefinition#WHOLE_LIST} the length of the list under both. */
    public enum PrecisionDenominator {
        /** k, however few were served. */
        CUT,
        /** The smaller of k and the number served (TorchMetrics' {@code adaptive_k}). */
        SERVED
    }

    /** Which of the items served can count as found. */
    public enum Retrieved {
        ALL,
        /** For AP, reciprocal rank, recall and precision only those with a score above 0; for NDCG and hit all (TorchMetrics). */
        POSITIVE_SCORES
    }

    /** @throws IllegalArgumentException if AP is over the hits and their number is left to chance */
    public RankingRules {
        if (ap == ApDenominator.HITS && rankTies == TieMode.EXPECTED) {
            throw new IllegalArgumentException(
                    "AP divided by the hits needs a strict order, but rankTies is EXPECTED: how many hits there are is then left"
                            + " to chance; expected another tie mode");
        }
    }

    /** Tied items averaged, measured against all that were judged, linear gain, AP over R, everything within the cut. */
    public static RankingRules standard() {
        return new RankingRules(
                TieMode.EXPECTED,
                TieMode.EXPECTED,
                Ideal.JUDGED,
                Gain.LINEAR,
                ApDenominator.R,
                RrDepth.CUT,
                PrecisionDenominator.CUT,
                Retrieved.ALL);
    }

    /** One tie mode for all values. */
    public RankingRules withTies(TieMode other) {
        return withTies(other, other);
    }

    public RankingRules withTies(TieMode ofGain, TieMode ofRank) {
        return new RankingRules(ofGain, ofRank, ideal, gain, ap, reciprocalRank, precision, retrieved);
    }

    public RankingRules withIdeal(Ideal other) {
        return new RankingRules(gainTies, rankTies, other, gain, ap, reciprocalRank, precision, retrieved);
    }

    public RankingRules withGain(Gain other) {
        return new RankingRules(gainTies, rankTies, ideal, other, ap, reciprocalRank, precision, retrieved);
    }

    public RankingRules withAp(ApDenominator other) {
        return new RankingRules(gainTies, rankTies, ideal, gain, other, reciprocalRank, precision, retrieved);
    }

    public RankingRules withReciprocalRank(RrDepth other) {
        return new RankingRules(gainTies, rankTies, ideal, gain, ap, other, precision, retrieved);
    }

    public RankingRules withPrecision(PrecisionDenominator other) {
        return new RankingRules(gainTies, rankTies, ideal, gain, ap, reciprocalRank, other, retrieved);
    }

    public RankingRules withRetrieved(Retrieved other) {
        return new RankingRules(gainTies, rankTies, ideal, gain, ap, reciprocalRank, precision, other);
    }
}
