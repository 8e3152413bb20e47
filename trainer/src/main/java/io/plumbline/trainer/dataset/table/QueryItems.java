package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Queries, each with the rows of its candidates.
 *
 * @param ids of the queries
 * @param queries the rows of each
 * @param grades one per row
 * @param candidates the name of each row within its query
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record QueryItems(
        FeatureRows rows, List<String> ids, List<int[]> queries, float[] grades, IntFunction<String> candidates)
        implements Items {
    @Override
    public int count() {
        return ids.size();
    }

    @Override
    public int[] rows(int item) {
        return queries.get(item).clone();
    }

    @Override
    public float target(int row) {
        return grades[row];
    }

    @Override
    public Example example(int item) {
        List<Payload.Item> sent = new ArrayList<>();
        Map<String, Double> relevance = new LinkedHashMap<>();
        for (int row : queries.get(item)) {
            sent.add(new Payload.Item(candidates.apply(row), rows.row(row)));
            relevance.put(candidates.apply(row), (double) grades[row]);
        }
        return new Example(ids.get(item), new Payload.Items(sent), new Truth.Relevance(relevance));
    }
}
