package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.RankingStatistic;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.List;
import java.util.Optional;

/** Holds one prediction against one label. */
final class Judge {
    private final ClassNames names;

    Judge(ClassNames names) {
        this.names = names;
    }

    Verdict judge(VersionKey version, Outcome outcome, Optional<HeldLabel> label) {
        if (label.isEmpty() || label.get().retracted()) {
            return new Verdict.Unlabelled();
        }
        Truth truth = label.get().truth();
        try {
            if (outcome instanceof Outcome.OfClass predicted) {
                return ofClass(version, predicted, truth);
            }
            if (outcome instanceof Outcome.OfValue predicted && truth instanceof Truth.Value actual) {
                return new Verdict.Counted(new Contribution.Measured(
                        new RegressionErrors.Contribution(actual.value(), predicted.value())));
            }
            if (outcome instanceof Outcome.OfRanking served && truth instanceof Truth.Relevance judged) {
                return new Verdict.Counted(new Contribution.Ranked(QueryScores.of(
                        new RankedQuery(served.items(), served.scores(), judged.grades()),
                        RankingStatistic.DEFINITION)));
            }
        } catch (IllegalArgumentException e) {
            // The statistic itself refuses numbers that its sums cannot hold exactly; the pair is counted as invalid.
            return new Verdict.Invalid();
        }
        return new Verdict.Invalid();
    }

    private Verdict ofClass(VersionKey version, Outcome.OfClass predicted, Truth truth) {
        if (truth instanceof Truth.Value number) {
            int index = (int) number.value();
            return index == number.value() ? classified(index, predicted) : new Verdict.Invalid();
        }
        if (truth instanceof Truth.ClassName name) {
            Optional<List<String>> classes = names.of(version);
            return classes.isEmpty()
                    ? new Verdict.AwaitingNames()
                    : classified(classes.get().indexOf(name.name()), predicted);
        }
        return new Verdict.Invalid();
    }

    private static Verdict classified(int actual, Outcome.OfClass predicted) {
        return actual < 0 || actual >= predicted.classes()
                ? new Verdict.Invalid()
                : new Verdict.Counted(predicted.against(actual));
    }
}
