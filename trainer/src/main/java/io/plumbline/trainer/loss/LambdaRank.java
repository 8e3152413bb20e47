package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.plumbline.trainer.dataset.Targets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * RankNet's pairs, each counted by how much NDCG its two rows would change by swapping places, averaged over queries.
 *
 * <p>{@code |ΔNDCG| = |2^g_i - 2^g_j| · |1/log₂(1 + r_i) - 1/log₂(1 + r_j)| / ideal DCG}, with the ranks {@code r} that the scores
 * give now (ties in the query's order); it is a constant of the step, not part of the gradient.
 * <p>Source: Burges (2010), "From RankNet to LambdaRank to LambdaMART: an overview", sections 3 and 4.
 */
record LambdaRank() implements Loss {
    @Override
    public NDArray total(NDArray raw, Targets targets) {
        float[] grades = targets.values();
        float[] scores = raw.toFloatArray();
        double[] gains = new double[grades.length];
        for (int row = 0; row < grades.length; row++) {
            gains[row] = Math.pow(2, grades[row]) - 1;
        }
        double[] discounts = new double[grades.length];
        Pairs pairs = new Pairs();
        for (Queries.Query query : new Queries(targets).each()) {
            double ideal = ideal(query, grades, gains);
            if (ideal > 0) {
                List<Integer> ranking = descending(query, scores);
                for (int place = 0; place < ranking.size(); place++) {
                    discounts[ranking.get(place)] = discount(place);
                }
                pairs.add(
                        query,
                        grades,
                        (better, worse) -> better > worse,
                        (i, j) -> (gains[i] - gains[j]) * Math.abs(discounts[i] - discounts[j]) / ideal);
            }
        }
        return pairs.logistic(raw);
    }

    private static double ideal(Queries.Query query, float[] grades, double[] gains) {
        List<Integer> best = descending(query, grades);
        double sum = 0;
        for (int place = 0; place < best.size(); place++) {
            sum += gains[best.get(place)] * discount(place);
        }
        return sum;
    }

    /** The rows of a query from the highest number to the lowest. */
    private static List<Integer> descending(Queries.Query query, float[] numbers) {
        return IntStream.range(query.from(), query.to())
                .boxed()
                .sorted(Comparator.comparing((Integer row) -> numbers[row]).reversed())
                .toList();
    }

    /** @param place from 0 */
    private static double discount(int place) {
        return Math.log(2) / Math.log(2.0 + place);
    }

    @Override
    public double weight(Targets targets) {
        return new Queries(targets).count();
    }
}
