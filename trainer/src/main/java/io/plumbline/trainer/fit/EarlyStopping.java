package io.plumbline.trainer.fit;

import io.plumbline.trainer.state.Facts;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Ends a run when a validated number has not become better for some epochs.
 *
 * <p>Each epoch is compared with the best so far, not with the one before: a slow decline must not look like progress.
 */
final class EarlyStopping {
    /**
     * When to stop.
     *
     * @param patience epochs without progress after which the run ends, at least 1
     * @param minDelta what counts as progress at least, at least 0, in the metric's own unit
     */
    public record Config(Watch watch, int patience, double minDelta) {}

    private final Config config;
    private OptionalDouble best = OptionalDouble.empty();
    private int waited;

    EarlyStopping(Config config) {
        this.config = config;
    }

    /** Whether the run ends after an epoch that validated these. A value that is not a number is no progress. */
    boolean stopsAfter(Map<String, Double> values) {
        double value = config.watch.of(values);
        boolean progress =
                best.isEmpty() ? !Double.isNaN(value) : config.watch.better(value, best.getAsDouble(), config.minDelta);
        if (progress) {
            best = OptionalDouble.of(value);
            waited = 0;
        } else {
            waited++;
        }
        return waited >= config.patience;
    }

    String reason() {
        return "stopped early: %s has not become better than %s for %d epochs"
                .formatted(config.watch.metric(), best.isPresent() ? best.getAsDouble() : "nothing", waited);
    }

    Map<String, Object> state() {
        return best.isPresent() ? Map.of("best", best.getAsDouble(), "waited", waited) : Map.of("waited", waited);
    }

    void restore(Facts state) {
        waited = (int) state.whole("waited");
        best = state.has("best") ? OptionalDouble.of(state.real("best")) : OptionalDouble.empty();
    }
}
