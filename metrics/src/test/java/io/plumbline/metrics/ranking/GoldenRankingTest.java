package io.plumbline.metrics.ranking;

import static io.plumbline.metrics.ranking.RankingDefinition.WHOLE_LIST;
import static io.plumbline.metrics.ranking.RankingDefinition.atCut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One ranking with three tied items and a relevant one that was not served; the numbers are those of the tools named. */
final class GoldenRankingTest {
    private static final RankedQuery QUERY = new RankedQuery(
            List.of("a", "b", "c", "d", "e", "f"),
            new double[] {.9, .7, .7, .7, .2, -.1},
            Map.of("a", 0.0, "b", 0.0, "c", 3.0, "d", 1.0, "e", 0.0, "f", 2.0, "z", 2.0));

    @Test
    void trecEval_allJudged() {
        RankingQuality all = score(atCut(WHOLE_LIST).withTies(TieMode.TREC));
        assertGolden(all.map(), .4167);
        assertGolden(all.mrr(), .5);
        assertGolden(all.ndcg(), .4995);
        RankingQuality three = score(atCut(3).withTies(TieMode.TREC));
        assertGolden(three.ndcg(), .4050);
        assertGolden(three.map(), .2917);
        assertGolden(three.recall(), .5);
        assertGolden(three.hitRate(), 1);
        assertGolden(score(atCut(1).withTies(TieMode.TREC)).hitRate(), 0);
    }

    @Test
    void trecEval_candidatesOnly() {
        RankingDefinition candidates = atCut(WHOLE_LIST).withTies(TieMode.TREC).withIdeal(Ideal.CANDIDATES);
        assertGolden(score(candidates).map(), .5556);
        assertGolden(score(candidates).ndcg(), .5971);
        RankingQuality three = score(atCut(3).withTies(TieMode.TREC).withIdeal(Ideal.CANDIDATES));
        assertGolden(three.map(), .3889);
        assertGolden(three.ndcg(), .4475);
        assertGolden(three.recall(), .6667);
    }

    @Test
    void scikitLearn_averagesTies_andKnowsOnlyCandidates() {
        assertGolden(score(atCut(3).withIdeal(Ideal.CANDIDATES)).ndcg(), .3167);
        assertGolden(score(atCut(WHOLE_LIST).withIdeal(Ideal.CANDIDATES)).ndcg(), .5869);
    }

    @Test
    void bestAndWorstOrderOfTheTiedItems() {
        assertGolden(score(atCut(3).withTies(TieMode.OPTIMISTIC)).ndcg(), .4547);
        assertGolden(score(atCut(3).withTies(TieMode.PESSIMISTIC)).ndcg(), .0950);
        RankingDefinition candidates = atCut(3).withIdeal(Ideal.CANDIDATES);
        assertGolden(score(candidates.withTies(TieMode.OPTIMISTIC)).ndcg(), .5025);
        assertGolden(score(candidates.withTies(TieMode.PESSIMISTIC)).ndcg(), .1050);
    }

    @Test
    void exponentialGain() {
        RankingDefinition definition = atCut(3).withTies(TieMode.TREC).withGain(Gain.EXPONENTIAL);
        assertGolden(score(definition).ndcg(), .3975);
        assertGolden(score(definition.withIdeal(Ideal.CANDIDATES)).ndcg(), .4398);
    }

    @Test
    void renamingATiedItem_changesTrecOrder_butNotTheExpectation() {
        RankedQuery before = new RankedQuery(List.of("a", "b"), new double[] {1, 1}, Map.of("a", 1.0));
        RankedQuery after = new RankedQuery(List.of("c", "b"), new double[] {1, 1}, Map.of("c", 1.0));
        RankingDefinition trec = atCut(WHOLE_LIST).withTies(TieMode.TREC);
        assertGolden(ndcg(before, trec), .6309);
        assertGolden(ndcg(after, trec), 1);
        assertThat(QueryScores.of(before, atCut(10))).isEqualTo(QueryScores.of(after, atCut(10)));
    }

    private static RankingQuality score(RankingDefinition definition) {
        RankingQuality quality = new RankingQuality(definition);
        quality.add(QUERY);
        return quality;
    }

    private static double ndcg(RankedQuery query, RankingDefinition definition) {
        RankingQuality quality = new RankingQuality(definition);
        quality.add(query);
        return quality.ndcg();
    }

    private static void assertGolden(double value, double expected) {
        assertThat(value).isCloseTo(expected, within(5.001e-5));
    }
}
