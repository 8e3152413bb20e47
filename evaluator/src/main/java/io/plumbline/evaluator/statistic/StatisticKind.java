package io.plumbline.evaluator.statistic;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** The statistics there are. Names and order are part of stored formats: append only. */
public enum StatisticKind {
    CONFUSION(ConfusionStatistic::new, ConfusionStatistic::fromState),
    REGRESSION(RegressionStatistic::new, RegressionStatistic::fromState),
    RANKING(RankingStatistic::new, RankingStatistic::fromState),
    PROBABILITIES(ProbabilityStatistic::new, ProbabilityStatistic::fromState),
    /** Scores of two classes, for the area under the ROC curve. */
    CURVE(CurveStatistic::new, CurveStatistic::fromState),
    PERCENTAGES(PercentageStatistic::new, PercentageStatistic::fromState);

    private static final StatisticKind[] ALL = values();

    private final Supplier<Statistic> create;
    private final Function<long[], Statistic> restore;

    StatisticKind(Supplier<Statistic> create, Function<long[], Statistic> restore) {
        this.create = create;
        this.restore = restore;
    }

    /** The name in stored and sent form. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static int count() {
        return ALL.length;
    }

    static StatisticKind at(int ordinal) {
        return ALL[ordinal];
    }

    Statistic create() {
        return create.get();
    }

    /** @throws IllegalArgumentException if no pairs can have given this state */
    Statistic restore(long[] state) {
        return restore.apply(state);
    }
}
