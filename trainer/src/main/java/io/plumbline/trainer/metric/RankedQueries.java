package io.plumbline.trainer.metric;

import io.plumbline.contracts.event.Payload;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.trainer.dataset.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queries of a partition with the scores that were answered, as the metrics judge them. */
public final class RankedQueries {
    private RankedQueries() {}

    /** @param answers one score per row */
    public static List<RankedQuery> of(Partition part, float[] answers) {
        List<RankedQuery> queries = new ArrayList<>();
        for (int query = 0; query < part.items(); query++) {
            queries.add(query(part, query, answers));
        }
        return queries;
    }

    private static RankedQuery query(Partition part, int query, float[] answers) {
        if (!(part.examples().get(query).payload() instanceof Payload.Items payload)) {
            throw new IllegalArgumentException("item " + query + " of a ranking task is no list of candidates");
        }
        List<String> ids = payload.items().stream().map(Payload.Item::item).toList();
        double[] scores = new double[ids.size()];
        Map<String, Double> relevance = new LinkedHashMap<>();
        for (int i = 0; i < scores.length; i++) {
            int row = part.starts()[query] + i;
            scores[i] = answers[row];
            relevance.put(ids.get(i), (double) part.targets()[row]);
        }
        return new RankedQuery(ids, scores, relevance);
    }
}
