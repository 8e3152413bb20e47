package io.plumbline.evaluator.cli;

import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code evaluate} that begin with {@code drift}. */
final class DriftSettings {
    static final Setting<Boolean> ENABLED = Setting.flag(
            "drift.enabled", true, "whether errors, and with drift.store features and scores, are watched");
    static final Setting<Path> STORE = Setting.path(
            "drift.store",
            Path.of(""),
            "folder of the checkpoints, whose manifests features and scores are compared with; none if empty");
    static final Setting<Duration> WINDOW = Setting.duration(
            "drift.window", Duration.ofHours(1), "how far back features and scores are compared; 1m to 60d");
    static final Setting<Integer> FALSE_ALARMS = Setting.integer(
            "drift.false.alarms",
            100_000,
            (int) FalseAlarmBudget.LEAST,
            Integer.MAX_VALUE,
            "a detector reports a change where there is none at most once in so many labelled records");
    static final Setting<Double> CHANCE = Setting.number(
            "drift.chance",
            0.001,
            1e-9,
            0.5,
            "how often a feature's PSI or KS may be above evaluator_drift_limit by chance alone");
    static final Setting<Integer> MAX_FEATURES = Setting.integer(
            "drift.max.features", 50, 0, 1_000, "how many features of a version are compared, the first by name");

    static final List<Setting<?>> ALL = List.of(ENABLED, STORE, WINDOW, FALSE_ALARMS, CHANCE, MAX_FEATURES);

    private DriftSettings() {}

    /** @throws IllegalArgumentException if a value is out of its range */
    static DriftConfig config(Settings settings) {
        Path store = settings.get(STORE);
        return new DriftConfig(
                settings.get(ENABLED),
                store.toString().isEmpty() ? Optional.empty() : Optional.of(store),
                settings.get(WINDOW),
                new FalseAlarmBudget(settings.get(FALSE_ALARMS)),
                settings.get(CHANCE),
                settings.get(MAX_FEATURES));
    }
}
