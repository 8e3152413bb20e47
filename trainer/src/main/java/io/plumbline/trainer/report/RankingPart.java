package io.plumbline.trainer.report;

import io.plumbline.contracts.event.Payload;
import io.plumbline.metrics.exact.UnitFixed;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.metric.RankedQueries;
import io.plumbline.trainer.report.chart.Axis;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import io.plumbline.trainer.report.chart.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How well queries are ranked, one by one, and which worst. */
final class RankingPart {
    private static final int WORST = 8;
    private static final int SHOWN_ITEMS = 5;
    private static final int BINS = 20;

    private final RankingDefinition definition = RankingDefinition.standard();
    private final RankingQuality quality = new RankingQuality(definition);
    private final List<Query> queries = new ArrayList<>();

    /** A query for which something relevant is known. */
    private record Query(int item, double ndcg) {}

    private final Evaluation evaluation;

    private RankingPart(Evaluation evaluation) {
        this.evaluation = evaluation;
        List<RankedQuery> ranked = RankedQueries.of(evaluation.part(), evaluation.answers());
        for (int item = 0; item < ranked.size(); item++) {
            QueryScores scores = quality.add(ranked.get(item));
            if (scores.scored()) {
                queries.add(new Query(item, UnitFixed.toDouble(scores.ndcg())));
            }
        }
        queries.sort(Comparator.comparingDouble(Query::ndcg).thenComparingInt(Query::item));
    }

    static Html html(Evaluation evaluation) {
        RankingPart part = new RankingPart(evaluation);
        Html section = new Html().open("section").element("h2", "Queries");
        if (part.queries.isEmpty()) {
            return section.element("p", "Nothing relevant is known about any query.", "class", "note")
                    .close();
        }
        section.open("div", "class", "charts");
        Curves.figure(section, "NDCG@" + part.definition.cut() + " of the queries", part.histogram());
        section.open("div").add(part.numbers()).close();
        section.close();
        return section.close().line().add(part.worst());
    }

    private Html numbers() {
        String at = "@" + definition.cut();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Queries", Numbers.count(quality.samples()));
        facts.put("Without a relevant item, not counted", Numbers.count(quality.noRelevantQueries()));
        facts.put("NDCG" + at + ", mean", Numbers.text(quality.ndcg()));
        facts.put(
                "NDCG" + at + ", median",
                Numbers.text(queries.get(queries.size() / 2).ndcg()));
        facts.put("MRR" + at, Numbers.text(quality.mrr()));
        facts.put("MAP" + at, Numbers.text(quality.map()));
        facts.put("Hit rate" + at, Numbers.text(quality.hitRate()));
        facts.put("Recall" + at, Numbers.text(quality.recall()));
        return Page.facts(facts);
    }

    private Html histogram() {
        long[] counts = new long[BINS];
        queries.forEach(query -> counts[Math.min(BINS - 1, (int) (query.ndcg() * BINS))]++);
        Plot plot = new Plot(
                "Queries over NDCG",
                "NDCG@" + definition.cut(),
                Axis.linear(0, 1),
                "queries",
                Axis.whole(0, Arrays.stream(counts).max().orElse(1)));
        for (int bin = 0; bin < BINS; bin++) {
            double from = bin / (double) BINS;
            double to = (bin + 1) / (double) BINS;
            if (counts[bin] > 0) {
                plot.bar(
                        "first",
                        from,
                        to,
                        counts[bin],
                        Numbers.text(from) + " to " + Numbers.text(to) + ": "
                                + Numbers.count(counts[bin], "query", "queries"));
            }
        }
        return plot.svg();
    }

    private Html worst() {
        Html section = new Html().open("section").element("h2", "Worst queries");
        section.element(
                "p",
                "Each with its first " + SHOWN_ITEMS
                        + " items by score, and the most relevant one where the model put it.",
                "class",
                "note");
        section.open("ul", "class", "cards wide");
        for (Query query : queries.subList(0, Math.min(WORST, queries.size()))) {
            section.open("li");
            section.open("p")
                    .text("NDCG ")
                    .element("strong", Numbers.text(query.ndcg()), "class", "bad")
                    .text(", " + Numbers.count(evaluation.part().rows(query.item()), "item", "items"))
                    .empty("br")
                    .element(
                            "code",
                            evaluation.part().examples().get(query.item()).id())
                    .close();
            section.open("div", "class", "scroll").open("table");
            ClassificationPart.head(section, "Rank", "Item", "#Grade", "#Score");
            rows(section, query.item());
            section.close().close().close();
        }
        return section.close().close();
    }

    private void rows(Html section, int item) {
        Partition part = evaluation.part();
        int from = part.starts()[item];
        List<Payload.Item> candidates = items(part, item);
        List<Integer> order = IntStream.range(0, part.rows(item))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -evaluation.answers()[from + i]))
                .toList();
        float best = Float.NEGATIVE_INFINITY;
        int bestRank = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            float grade = part.targets()[from + order.get(rank)];
            if (grade > best) {
                best = grade;
                bestRank = rank;
            }
        }
        for (int rank = 0; rank < order.size(); rank++) {
            if (rank < SHOWN_ITEMS || rank == bestRank) {
                int row = from + order.get(rank);
                section.open("tr", "class", rank == bestRank ? "best" : "");
                section.element("th", Integer.toString(rank + 1), "scope", "row")
                        .element("td", candidates.get(order.get(rank)).item());
                Page.number(section, Numbers.text(part.targets()[row]));
                Page.number(section, Numbers.text(evaluation.answers()[row]));
                section.close();
            }
        }
    }

    private static List<Payload.Item> items(Partition part, int item) {
        if (part.examples().get(item).payload() instanceof Payload.Items payload) {
            return payload.items();
        }
        throw new IllegalArgumentException("item " + item + " of a ranking task is no list of candidates");
    }
}
