package io.plumbline.benchmarks;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What exactness costs: one observation into each mergeable, revertible statistic against the same observation into
 * plain arrays and sums of doubles, which can do neither.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatisticsBenchmark {
    private static final int RECORDS = 1 << 12;
    private static final int CLASSES = 10;
    private static final int CANDIDATES = 50;
    private static final int CUT = 10;

    private final int[] actual = new int[RECORDS];
    private final int[] predicted = new int[RECORDS];
    private final double[] target = new double[RECORDS];
    private final double[] estimate = new double[RECORDS];
    private final List<RankedQuery> queries = new ArrayList<>();

    private ConfusionCounts exactCounts = new ConfusionCounts();
    private long[][] plainCounts = new long[CLASSES][CLASSES];
    private RegressionErrors exactErrors = new RegressionErrors();
    private double plainAbsolute;
    private double plainSquared;
    private RankingQuality exactRanking = new RankingQuality();
    private double plainNdcg;
    private int next;

    /** The same seeded records for every contestant. */
    @Setup
    public void records() {
        Random random = new Random(7);
        for (int i = 0; i < RECORDS; i++) {
            actual[i] = random.nextInt(CLASSES);
            predicted[i] = random.nextInt(3) == 0 ? random.nextInt(CLASSES) : actual[i];
            target[i] = 180_000 + 80_000 * random.nextGaussian();
            estimate[i] = target[i] + 20_000 * random.nextGaussian();
        }
        for (int q = 0; q < 64; q++) {
            List<String> items = new ArrayList<>();
            double[] scores = new double[CANDIDATES];
            Map<String, Double> relevance = new HashMap<>();
            for (int i = 0; i < CANDIDATES; i++) {
                items.add("item-" + i);
                scores[i] = random.nextGaussian();
                relevance.put("item-" + i, (double) random.nextInt(5));
            }
            queries.add(new RankedQuery(items, scores, relevance));
        }
    }

    private int advance() {
        next = (next + 1) & (RECORDS - 1);
        return next;
    }

    @Benchmark
    public ConfusionCounts confusionExact() {
        int i = advance();
        exactCounts.add(actual[i], predicted[i]);
        return exactCounts;
    }

    @Benchmark
    public long[][] confusionPlain() {
        int i = advance();
        plainCounts[actual[i]][predicted[i]]++;
        return plainCounts;
    }

    @Benchmark
    public RegressionErrors regressionExact() {
        int i = advance();
        exactErrors.add(target[i], estimate[i]);
        return exactErrors;
    }

    @Benchmark
    public double regressionPlain() {
        int i = advance();
        double error = estimate[i] - target[i];
        plainAbsolute += Math.abs(error);
        plainSquared += error * error;
        return plainAbsolute + plainSquared;
    }

    @Benchmark
    public RankingQuality rankingExact() {
        exactRanking.add(queries.get(advance() % queries.size()));
        return exactRanking;
    }

    /** NDCG alone, by sorting twice; no ties, no other metric. */
    @Benchmark
    public double rankingPlainNdcgOnly() {
        RankedQuery query = queries.get(advance() % queries.size());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < query.items().size(); i++) {
            order.add(i);
        }
        double[] scores = query.scores();
        order.sort(Comparator.comparingDouble(i -> -scores[i]));
        List<Double> ideal = new ArrayList<>(query.relevance().values());
        ideal.sort(Comparator.reverseOrder());
        double gained = 0;
        double possible = 0;
        for (int rank = 0; rank < CUT; rank++) {
            double discount = Math.log(2) / Math.log(rank + 2);
            gained += query.relevance().getOrDefault(query.items().get(order.get(rank)), 0.0) * discount;
            possible += ideal.get(rank) * discount;
        }
        plainNdcg += gained / possible;
        return plainNdcg;
    }
}
