package io.plumbline.trainer.metric;

import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingQuality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of the order that was answered, at one cut. */
final class JudgedQueries implements Judged {
    private static final Map<String, ToDoubleFunction<RankingQuality>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("ndcg", RankingQuality::ndcg);
        METRICS.put("mrr", RankingQuality::mrr);
        METRICS.put("map", RankingQuality::map);
        METRICS.put("hit_rate", RankingQuality::hitRate);
        METRICS.put("recall", RankingQuality::recall);
    }

    private final List<RankingMetric> names;
    private final RankingDefinition definition;
    private final List<QueryScores> scores;

    /** @param names of any cuts; those of another than this are another's */
    JudgedQueries(List<RankingMetric> names, int cut, List<RankedQuery> queries) {
        this.names = names.stream().filter(name -> name.cut() == cut).toList();
        this.definition = RankingDefinition.atCut(cut);
        this.scores =
                queries.stream().map(query -> QueryScores.of(query, definition)).toList();
    }

    static List<String> known() {
        return List.copyOf(METRICS.keySet());
    }

    @Override
    public void over(int[] times, Map<String, Double> values) {
        RankingQuality quality = new RankingQuality(definition);
        for (int i = 0; i < times.length; i++) {
            if (times[i] > 0) {
                quality.add(scores.get(i), times[i]);
            }
        }
        METRICS.forEach((base, metric) -> names.stream()
                .filter(name -> name.base().equals(base))
                .forEach(name -> values.put(name.name(), metric.applyAsDouble(quality))));
    }
}
