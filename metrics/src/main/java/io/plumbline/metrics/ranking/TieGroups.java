package io.plumbline.metrics.ranking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A ranking as runs of items between which the order is left to chance; a strict order is runs of one. */
final class TieGroups {
    private TieGroups() {}

    /** The relevances of {@code query}'s items, best score first, one array for each run. */
    static List<double[]> of(RankedQuery query, TieMode ties) {
        Integer[] order = new Integer[query.items().size()];
        Arrays.setAll(order, i -> i);
        // A stable sort: what a comparator leaves open stays as served.
        Arrays.sort(order, Comparator.comparingDouble(query::scoreAt).reversed().thenComparing(among(query, ties)));
        List<double[]> groups = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= order.length; i++) {
            boolean tied = ties == TieMode.EXPECTED && i < order.length && sameScore(query, order[i], order[start]);
            if (!tied) {
                groups.add(Arrays.stream(order, start, i)
                        .mapToDouble(query::relevanceAt)
                        .sorted()
                        .toArray());
                start = i;
            }
        }
        return groups;
    }

    private static Comparator<Integer> among(RankedQuery query, TieMode ties) {
        return switch (ties) {
            case EXPECTED, SERVED_ORDER -> (a, b) -> 0;
            case TREC -> (a, b) -> Arrays.compareUnsigned(utf8(query, b), utf8(query, a));
            case OPTIMISTIC ->
                Comparator.<Integer>comparingDouble(query::relevanceAt).reversed();
            case PESSIMISTIC -> Comparator.comparingDouble(query::relevanceAt);
        };
    }

    private static byte[] utf8(RankedQuery query, int position) {
        return query.items().get(position).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean sameScore(RankedQuery query, int a, int b) {
        return query.scoreAt(a) == query.scoreAt(b);
    }
}
