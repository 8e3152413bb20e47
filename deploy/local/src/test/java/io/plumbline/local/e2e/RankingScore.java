package io.plumbline.local.e2e;

import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Truth;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingQuality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * NDCG over the first ten ranks with linear gain; a query of which nothing is relevant is left out.
 *
 * @param nothingRelevant how many were left out
 */
record RankingScore(long samples, double value, double valueByLibrary, long nothingRelevant) implements BatchScore {
    private static final int CUT = 10;
    /** A query's NDCG counts as a whole multiple of this, so that sums are exact. */
    private static final double QUANTUM = 0x1p-32;

    /** One item as it was served. */
    private record Served(double score, double grade) {}

    static RankingScore of(List<BatchJoin.Pair> pairs) {
        long samples = 0;
        long nothingRelevant = 0;
        long quanta = 0;
        RankingQuality library = new RankingQuality();
        for (BatchJoin.Pair pair : pairs) {
            if (!(pair.truth() instanceof Truth.Relevance relevance)) {
                continue;
            }
            List<String> items = pair.prediction().items();
            Tensor scores = pair.prediction().output("scores").orElseThrow();
            double[] values = new double[items.size()];
            List<Served> served = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                values[i] = scores.doubleAt(i);
                served.add(new Served(values[i], relevance.grades().getOrDefault(items.get(i), 0.0)));
            }
            library.add(new RankedQuery(items, values, relevance.grades()));
            double ideal = gain(relevance.grades().values().stream()
                    .sorted(Comparator.reverseOrder())
                    .toList());
            if (ideal == 0) {
                nothingRelevant++;
            } else {
                samples++;
                quanta += Math.round(gain(ranked(served)) / ideal / QUANTUM);
            }
        }
        return new RankingScore(samples, quanta * QUANTUM / samples, library.ndcg(), nothingRelevant);
    }

    /** Grades by rank; items of one score share the mean of their grades. */
    private static List<Double> ranked(List<Served> served) {
        List<Served> order = served.stream()
                .sorted(Comparator.comparingDouble(Served::score).reversed())
                .toList();
        List<Double> grades = new ArrayList<>();
        for (Served item : order) {
            grades.add(order.stream()
                    .filter(other -> other.score() == item.score())
                    .mapToDouble(Served::grade)
                    .average()
                    .orElseThrow());
        }
        return grades;
    }

    private static double gain(List<Double> gradesByRank) {
        double sum = 0;
        for (int rank = 1; rank <= Math.min(CUT, gradesByRank.size()); rank++) {
            sum += gradesByRank.get(rank - 1) * StrictMath.log(2) / StrictMath.log(rank + 1.0);
        }
        return sum;
    }

    @Override
    public Map<Count, Long> counts() {
        return Map.of(
                new Count("evaluator_ranking_queries", Map.of("status", "scored")), samples,
                new Count("evaluator_ranking_queries", Map.of("status", "no_relevant")), nothingRelevant);
    }
}
