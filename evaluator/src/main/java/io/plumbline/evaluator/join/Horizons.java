package io.plumbline.evaluator.join;

import io.plumbline.evaluator.tally.Maturity;
import java.time.Duration;
import java.util.Map;

/**
 * How long things wait.
 *
 * @param join from a prediction's arrival to the end of its row; a label or duplicate that comes later finds nothing
 * @param earlyLabel from a label's arrival to the end of its row where no prediction comes
 * @param maturity from a request's time until its prediction counts as matured
 */
public record Horizons(Duration join, Duration earlyLabel, Maturity maturity) {
    public Horizons {
        positive("join.horizon", join);
        positive("label.early.horizon", earlyLabel);
        within("maturity.horizon", maturity.usual(), join);
        maturity.byModel().forEach((model, horizon) -> within("maturity.horizons." + model, horizon, join));
    }

    /** With one maturity for all models. */
    public Horizons(Duration join, Duration earlyLabel, Duration maturity) {
        this(join, earlyLabel, new Maturity(maturity, Map.of()));
    }

    private static void within(String key, Duration maturity, Duration join) {
        if (maturity.compareTo(join) > 0) {
            throw new IllegalArgumentException(key + " is " + maturity + ", expected at most join.horizon, " + join
                    + ": a row must live until its predictions mature");
        }
    }

    private static void positive(String key, Duration horizon) {
        if (horizon.isZero() || horizon.isNegative()) {
            throw new IllegalArgumentException(key + " is " + horizon + ", expected more than zero");
        }
    }
}
