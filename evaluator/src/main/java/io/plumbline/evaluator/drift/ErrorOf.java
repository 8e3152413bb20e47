package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.metrics.exact.UnitFixed;
import java.util.Optional;

/**
 * How wrong a version was about one record: 0 or 1 for a class, the absolute error of a number, 1 - NDCG of a ranking.
 *
 * @param scale what the value means
 */
public record ErrorOf(ErrorWatch.Scale scale, double value) {
    /** The error of a judged pair; empty for a query of which nothing relevant is known. */
    public static Optional<ErrorOf> pair(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            return Optional.of(new ErrorOf(ErrorWatch.Scale.UNIT, pair.actual() == pair.predicted() ? 0 : 1));
        }
        if (contribution instanceof Contribution.Measured pair) {
            double error = pair.errors().predicted() - pair.errors().actual();
            return Optional.of(new ErrorOf(ErrorWatch.Scale.ABSOLUTE, Math.abs(error)));
        }
        if (contribution instanceof Contribution.Ranked query && query.scores().scored()) {
            return Optional.of(new ErrorOf(
                    ErrorWatch.Scale.UNIT, 1 - UnitFixed.toDouble(query.scores().ndcg())));
        }
        return Optional.empty();
    }
}
