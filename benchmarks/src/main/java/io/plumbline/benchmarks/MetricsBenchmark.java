package io.plumbline.benchmarks;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.classification.ProbabilityScores;
import io.plumbline.metrics.classification.RankCurve;
import io.plumbline.metrics.ranking.CutScores;
import io.plumbline.metrics.ranking.QueryScorer;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingCuts;
import io.plumbline.metrics.ranking.RankingRules;
import io.plumbline.metrics.regression.ErrorHistogram;
import io.plumbline.metrics.regression.PinballLoss;
import io.plumbline.metrics.topk.TopKHits;
import io.plumbline.metrics.topk.TopKTies;
import java.util.ArrayList;
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
 * One observation into each statistic. Bars: none allocates on an update (a scored query's values are the one exception), AUC under
 * 15 ns, NDCG@10 over 100 candidates under 5 µs. Against MOA: the module {@code benchmarks/moa}.
 *
 * <pre>
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp "$(ls benchmarks/target/plumbline-benchmarks-*.jar):$(cat benchmarks/target/classpath)" \
 *     org.openjdk.jmh.Main MetricsBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MetricsBenchmark {
    private static final int RECORDS = 1 << 12;
    private static final int CLASSES = 10;
    private static final int CANDIDATES = 100;

    private final int[] actual = new int[RECORDS];
    private final int[] predicted = new int[RECORDS];
    private final double[][] probabilities = new double[RECORDS][CLASSES];
    private final double[] score = new double[RECORDS];
    private final double[] target = new double[RECORDS];
    private final double[] estimate = new double[RECORDS];
    private final RankedQuery[] queries = new RankedQuery[64];

    private ConfusionCounts confusion = new ConfusionCounts();
    private ProbabilityScores scores = new ProbabilityScores(CLASSES);
    private TopKHits topK = new TopKHits(TopKTies.FRACTIONAL, 1, 5);
    private RankCurve curve = new RankCurve();
    private ErrorHistogram histogram = new ErrorHistogram();
    private PinballLoss pinball = new PinballLoss(.1, .5, .9);
    private QueryScorer atTen = new QueryScorer(RankingRules.standard(), 10);
    private QueryScorer atFourCuts = new QueryScorer(RankingRules.standard(), 1, 3, 5, 10);
    private RankingCuts ranking = new RankingCuts(RankingRules.standard(), 10);
    private CutScores scored = atTen.score(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0)));
    private int next;

    /** Seeded records: scores as drawn, so that nothing is sorted beforehand; a third of the candidates is relevant. */
    @Setup
    public void records() {
        Random random = new Random(7);
        for (int i = 0; i < RECORDS; i++) {
            actual[i] = random.nextInt(CLASSES);
            predicted[i] = random.nextInt(3) == 0 ? random.nextInt(CLASSES) : actual[i];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                probabilities[i][c] = random.nextDouble();
                sum += probabilities[i][c];
            }
            for (int c = 0; c < CLASSES; c++) {
                probabilities[i][c] /= sum;
            }
            score[i] = random.nextDouble();
            target[i] = 180_000 + 80_000 * random.nextGaussian();
            estimate[i] = target[i] + 20_000 * random.nextGaussian();
        }
        for (int q = 0; q < queries.length; q++) {
            List<String> items = new ArrayList<>();
            double[] served = new double[CANDIDATES];
            Map<String, Double> relevance = new HashMap<>();
            for (int i = 0; i < CANDIDATES; i++) {
                items.add("item-" + random.nextInt(1_000_000) + "-" + i);
                served[i] = random.nextGaussian();
                relevance.put(items.get(i), (double) Math.max(0, random.nextInt(6) - 3));
            }
            queries[q] = new RankedQuery(items, served, relevance);
        }
    }

    @Benchmark
    public ConfusionCounts confusion() {
        int i = advance();
        confusion.add(actual[i], predicted[i]);
        return confusion;
    }

    /** Log-loss, Brier score and calibration of ten classes. */
    @Benchmark
    public ProbabilityScores probabilities() {
        int i = advance();
        scores.count(probabilities[i], actual[i]);
        return scores;
    }

    @Benchmark
    public TopKHits topK() {
        int i = advance();
        topK.add(probabilities[i], actual[i]);
        return topK;
    }

    @Benchmark
    public RankCurve auc() {
        int i = advance();
        curve.add((actual[i] & 1) == 0, score[i]);
        return curve;
    }

    @Benchmark
    public ErrorHistogram errorHistogram() {
        int i = advance();
        histogram.add(target[i], estimate[i]);
        return histogram;
    }

    /** Three quantiles. */
    @Benchmark
    public PinballLoss pinball() {
        int i = advance();
        pinball.add(target[i], estimate[i]);
        return pinball;
    }

    /** NDCG@10 and the six other values at that cut. */
    @Benchmark
    public CutScores rankingAtTen() {
        return atTen.score(queries[advance() % queries.length]);
    }

    /** The same at 1, 3, 5 and 10. */
    @Benchmark
    public CutScores rankingAtFourCuts() {
        return atFourCuts.score(queries[advance() % queries.length]);
    }

    /** Counting a query that is scored. */
    @Benchmark
    public RankingCuts rankingAdd() {
        ranking.add(scored);
        return ranking;
    }

    private int advance() {
        next = (next + 1) & (RECORDS - 1);
        return next;
    }
}
