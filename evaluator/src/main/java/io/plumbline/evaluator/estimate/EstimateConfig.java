package io.plumbline.evaluator.estimate;

import io.plumbline.evaluator.tally.Windows;
import java.time.Duration;
import java.util.Map;

/**
 * What is estimated.
 *
 * @param windows for which; and when predictions mature
 * @param gapWindow how long the newest matured predictions reach back that are held against what those before them said
 * @param largestErrors by model, no error is larger, in the target's unit; a model without one has no bounds of its MAE
 */
public record EstimateConfig(Windows windows, Duration gapWindow, Map<String, Double> largestErrors) {
    public static final Duration USUAL_GAP_WINDOW = Duration.ofDays(1);

    public EstimateConfig {
        largestErrors = Map.copyOf(largestErrors);
        if (gapWindow.isZero() || gapWindow.isNegative()) {
            throw new IllegalArgumentException("gap.window is " + gapWindow + ", expected more than zero");
        }
        largestErrors.forEach((model, error) -> {
            if (!(error > 0 && Double.isFinite(error))) {
                throw new IllegalArgumentException(
                        "largest error of model '" + model + "' is " + error + ", expected a finite number above 0");
            }
        });
    }
}
