package io.plumbline.trainer.metric;

import io.plumbline.metrics.regression.PercentageErrors;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of the number that was answered. */
final class JudgedNumbers implements Judged {
    private static final Map<String, ToDoubleFunction<RegressionErrors>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("mae", RegressionErrors::mae);
        METRICS.put("mse", RegressionErrors::mse);
        METRICS.put("rmse", RegressionErrors::rmse);
        METRICS.put("r2", RegressionErrors::r2);
    }

    private static final String MAPE = "mape";

    private final List<String> names;
    private final float[] actual;
    private final float[] predicted;

    JudgedNumbers(List<String> names, float[] actual, float[] predicted) {
        this.names = names;
        this.actual = actual;
        this.predicted = predicted;
    }

    static List<String> known() {
        List<String> known = new ArrayList<>(METRICS.keySet());
        known.add(MAPE);
        return known;
    }

    @Override
    public void over(int[] times, Map<String, Double> values) {
        RegressionErrors errors = new RegressionErrors();
        PercentageErrors percentages = new PercentageErrors();
        for (int i = 0; i < times.length; i++) {
            for (int n = 0; n < times[i]; n++) {
                errors.add(actual[i], predicted[i]);
                percentages.add(actual[i], predicted[i]);
            }
        }
        METRICS.forEach((name, metric) -> {
            if (names.contains(name)) {
                values.put(name, metric.applyAsDouble(errors));
            }
        });
        if (names.contains(MAPE)) {
            values.put(MAPE, percentages.mape());
        }
    }
}
