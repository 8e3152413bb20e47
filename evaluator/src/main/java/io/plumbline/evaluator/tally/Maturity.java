package io.plumbline.evaluator.tally;

import java.time.Duration;
import java.util.Map;

/**
 * How old a prediction is when its label should have come: for each model, since delays differ.
 *
 * @param usual for models that are not named
 */
public record Maturity(Duration usual, Map<String, Duration> byModel) {
    public Maturity {
        byModel = Map.copyOf(byModel);
        positive("maturity.horizon", usual);
        byModel.forEach((model, horizon) -> positive("maturity.horizons." + model, horizon));
    }

    public Duration of(String model) {
        return byModel.getOrDefault(model, usual);
    }

    private static void positive(String key, Duration horizon) {
        if (horizon.isZero() || horizon.isNegative()) {
            throw new IllegalArgumentException(key + " is " + horizon + ", expected more than zero");
        }
    }
}
