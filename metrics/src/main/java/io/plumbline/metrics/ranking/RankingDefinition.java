package io.plumbline.metrics.ranking;

import java.util.Locale;

/**
 * The conventions under which rankings are scored; values under different ones do not compare.
 *
 * @param cut how many ranks count, from the top; {@link #WHOLE_LIST} for all
 */
public record RankingDefinition(int cut, TieMode ties, Ideal ideal, Gain gain) {
    /** A cut that never cuts. */
    public static final int WHOLE_LIST = Integer.MAX_VALUE;

    /** @throws IllegalArgumentException if the cut is below 1 */
    public RankingDefinition {
        if (cut < 1) {
            throw new IllegalArgumentException("cut is " + cut + ", expected >= 1");
        }
    }

    /** Ten ranks, tied items averaged, measured against all that were judged, linear gain. */
    public static RankingDefinition standard() {
        return atCut(10);
    }

    /** {@link #standard()} with another cut. */
    public static RankingDefinition atCut(int cut) {
        return new RankingDefinition(cut, TieMode.EXPECTED, Ideal.JUDGED, Gain.LINEAR);
    }

    public RankingDefinition withTies(TieMode other) {
        return new RankingDefinition(cut, other, ideal, gain);
    }

    public RankingDefinition withIdeal(Ideal other) {
        return new RankingDefinition(cut, ties, other, gain);
    }

    public RankingDefinition withGain(Gain other) {
        return new RankingDefinition(cut, ties, ideal, other);
    }

    /** The conventions in a line, for an info metric: {@code @10/gain=linear/ties=expected/ideal=judged/empty=skip}. */
    public String id() {
        String at = cut == WHOLE_LIST ? "@all" : "@" + cut;
        return at + "/gain=" + lower(gain) + "/ties=" + lower(ties) + "/ideal=" + lower(ideal) + "/empty=skip";
    }

    QueryScorer scorer() {
        return new QueryScorer(
                RankingRules.standard().withTies(ties).withIdeal(ideal).withGain(gain), cut);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
