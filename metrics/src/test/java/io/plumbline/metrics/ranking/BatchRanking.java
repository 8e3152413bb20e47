package io.plumbline.metrics.ranking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The textbook formulas over one strict order at a time, and their plain mean over every order that the scores allow. */
record BatchRanking(double ndcg, double ap, double rr, double hit, double recall) {
    static BatchRanking expected(RankedQuery query, int cut) {
        List<List<Integer>> orders = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < query.items().size(); i++) {
            items.add(i);
        }
        items.sort(Comparator.comparingDouble(i -> -query.scores()[i]));
        permute(query, items, 0, orders);
        double[] sums = new double[5];
        for (List<Integer> order : orders) {
            BatchRanking one = strict(query, order, cut);
            double[] values = {one.ndcg, one.ap, one.rr, one.hit, one.recall};
            for (int i = 0; i < sums.length; i++) {
                sums[i] += values[i] / orders.size();
            }
        }
        return new BatchRanking(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    static BatchRanking strict(RankedQuery query, List<Integer> order, int cut) {
        List<Double> ideal = ideal(query.relevance().values());
        double perfect = 0;
        for (int i = 0; i < Math.min(cut, ideal.size()); i++) {
            perfect += ideal.get(i) / log2(i + 2);
        }
        double gained = 0;
        double precisions = 0;
        double rr = 0;
        int hits = 0;
        for (int i = 0; i < Math.min(cut, order.size()); i++) {
            double relevance = query.relevance().getOrDefault(query.items().get(order.get(i)), 0.0);
            gained += relevance / log2(i + 2);
            if (relevance > 0) {
                hits++;
                precisions += hits / (i + 1.0);
                rr = hits == 1 ? 1 / (i + 1.0) : rr;
            }
        }
        return new BatchRanking(
                gained / perfect, precisions / ideal.size(), rr, Math.min(1, hits), hits / (double) ideal.size());
    }

    static List<Double> ideal(Collection<Double> relevances) {
        return relevances.stream()
                .filter(r -> r > 0)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    private static void permute(RankedQuery query, List<Integer> items, int from, List<List<Integer>> orders) {
        if (from == items.size()) {
            orders.add(List.copyOf(items));
            return;
        }
        double score = query.scores()[items.get(from)];
        for (int i = from; i < items.size() && query.scores()[items.get(i)] == score; i++) {
            List<Integer> swapped = new ArrayList<>(items);
            swapped.set(from, items.get(i));
            swapped.set(i, items.get(from));
            permute(query, swapped, from + 1, orders);
        }
    }
}
