package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.classification.ProbabilityScores;
import io.plumbline.metrics.classification.RankCurve;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.PercentageErrors;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sums over some joined pairs: of one task as a rule, though nothing breaks where a version's predictions differ in
 * task. The same pairs in any order, split and merged in any way, give equal states.
 *
 * <p>Threads: one at a time. Memory: a statistic that no pair had anything for takes none.
 */
public final class Statistics {
    private static final StatisticKind[] OF_CLASSES = {
        StatisticKind.CONFUSION, StatisticKind.PROBABILITIES, StatisticKind.CURVE
    };
    private static final StatisticKind[] OF_NUMBERS = {StatisticKind.REGRESSION, StatisticKind.PERCENTAGES};
    private static final StatisticKind[] OF_RANKINGS = {StatisticKind.RANKING};

    private final @Nullable Statistic[] kinds = new Statistic[StatisticKind.count()];

    /** Adds one joined pair. */
    public void add(Contribution contribution) {
        for (StatisticKind kind : over(contribution)) {
            present(kind).add(contribution);
        }
    }

    /** Takes away one that was added. */
    public void remove(Contribution contribution) {
        for (StatisticKind kind : over(contribution)) {
            present(kind).remove(contribution);
        }
    }

    /** Adds every pair of {@code other}, which stays as it is. */
    public void merge(Statistics other) {
        for (int i = 0; i < kinds.length; i++) {
            Statistic theirs = other.kinds[i];
            if (theirs != null && !theirs.isEmpty()) {
                present(StatisticKind.at(i)).merge(theirs);
            }
        }
    }

    private static StatisticKind[] over(Contribution contribution) {
        if (contribution instanceof Contribution.Classified) {
            return OF_CLASSES;
        }
        return contribution instanceof Contribution.Measured ? OF_NUMBERS : OF_RANKINGS;
    }

    private Statistic present(StatisticKind kind) {
        Statistic known = kinds[kind.ordinal()];
        if (known != null) {
            return known;
        }
        Statistic created = kind.create();
        kinds[kind.ordinal()] = created;
        return created;
    }

    /** The states of all that are not empty. */
    public Map<StatisticKind, long[]> states() {
        Map<StatisticKind, long[]> states = new EnumMap<>(StatisticKind.class);
        for (int i = 0; i < kinds.length; i++) {
            Statistic statistic = kinds[i];
            if (statistic != null && !statistic.isEmpty()) {
                states.put(StatisticKind.at(i), statistic.state());
            }
        }
        return states;
    }

    /** @throws IllegalArgumentException if no pairs can have given these {@link #states()} */
    public static Statistics of(Map<StatisticKind, long[]> states) {
        Statistics statistics = new Statistics();
        states.forEach((kind, state) -> statistics.kinds[kind.ordinal()] = kind.restore(state));
        return statistics;
    }

    /** How many pairs these are over, ranking queries without a relevant item included. */
    public long pairs() {
        return samples() + ranking().noRelevantQueries();
    }

    /** How many pairs count in the metrics. */
    public long samples() {
        return confusion().samples() + regression().samples() + ranking().samples();
    }

    public ConfusionCounts confusion() {
        return kinds[StatisticKind.CONFUSION.ordinal()] instanceof ConfusionStatistic confusion
                ? confusion.counts()
                : new ConfusionCounts();
    }

    public RegressionErrors regression() {
        return kinds[StatisticKind.REGRESSION.ordinal()] instanceof RegressionStatistic regression
                ? regression.errors()
                : new RegressionErrors();
    }

    public PercentageErrors percentages() {
        return kinds[StatisticKind.PERCENTAGES.ordinal()] instanceof PercentageStatistic percentages
                ? percentages.errors()
                : new PercentageErrors();
    }

    public RankingQuality ranking() {
        return kinds[StatisticKind.RANKING.ordinal()] instanceof RankingStatistic ranking
                ? ranking.quality()
                : new RankingQuality(RankingStatistic.DEFINITION);
    }

    /** Of the pairs whose prediction was a distribution over classes; empty where none was. */
    public Optional<ProbabilityScores> probabilities() {
        return kinds[StatisticKind.PROBABILITIES.ordinal()] instanceof ProbabilityStatistic probabilities
                ? probabilities.scores()
                : Optional.empty();
    }

    /** Of the pairs of two classes; empty where there are none. */
    public Optional<RankCurve> curve() {
        return kinds[StatisticKind.CURVE.ordinal()] instanceof CurveStatistic curve && !curve.isEmpty()
                ? Optional.of(curve.curve())
                : Optional.empty();
    }
}
