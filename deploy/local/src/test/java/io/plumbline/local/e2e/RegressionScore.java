package io.plumbline.local.e2e;

import io.plumbline.contracts.event.Truth;
import io.plumbline.metrics.regression.RegressionErrors;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Mean absolute error; the sum of the errors is formed without rounding. */
record RegressionScore(long samples, double value, double valueByLibrary) implements BatchScore {
    static RegressionScore of(List<BatchJoin.Pair> pairs) {
        long samples = 0;
        BigDecimal absolute = BigDecimal.ZERO;
        RegressionErrors library = new RegressionErrors();
        for (BatchJoin.Pair pair : pairs) {
            if (!(pair.truth() instanceof Truth.Value actual)) {
                continue;
            }
            double predicted = pair.prediction().output("value").orElseThrow().doubleAt(0);
            samples++;
            absolute = absolute.add(new BigDecimal(predicted - actual.value()).abs());
            library.add(actual.value(), predicted);
        }
        return new RegressionScore(samples, absolute.doubleValue() / samples, library.mae());
    }

    /** Its sums are of real numbers, which the page shows rounded; only the metric itself compares to the bit. */
    @Override
    public Map<Count, Long> counts() {
        return Map.of();
    }
}
