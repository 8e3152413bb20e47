package io.plumbline.evaluator.drift;

import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is watched for drift, and how closely.
 *
 * @param enabled nothing is watched without
 * @param store folder of the checkpoints, whose manifests say how features and scores were distributed in training; without one only
 *     errors are watched
 * @param window how far back features and scores are compared; from 1 minute to 60 days
 * @param falseAlarms of each detector of each version in each partition
 * @param chance how often PSI or KS of one feature may be above its limit by chance alone, in (0, 1)
 * @param maxFeatures how many features of a version are watched, the first by name; bounds state and time series. 0 for scores only
 */
public record DriftConfig(
        boolean enabled,
        Optional<Path> store,
        Duration window,
        FalseAlarmBudget falseAlarms,
        double chance,
        int maxFeatures) {
    /** A window is made of so many panes, and one more that is only partly in it. */
    private static final int PANES = 12;

    private static final Duration LEAST_WINDOW = Duration.ofMinutes(1);
    private static final Duration MOST_WINDOW = Duration.ofDays(60);

    public DriftConfig {
        if (window.compareTo(LEAST_WINDOW) < 0 || window.compareTo(MOST_WINDOW) > 0) {
            throw new IllegalArgumentException("drift.window is " + window + ", expected 1m to 60d");
        }
        if (!(chance > 0 && chance < 1)) {
            throw new IllegalArgumentException("drift.chance is " + chance + ", expected a number in (0, 1)");
        }
        if (maxFeatures < 0) {
            throw new IllegalArgumentException("drift.max.features is " + maxFeatures + ", expected >= 0");
        }
    }

    /** Watches nothing. */
    public static DriftConfig off() {
        return new DriftConfig(false, Optional.empty(), Duration.ofHours(1), new FalseAlarmBudget(100_000), 0.001, 0);
    }

    /** Whether features and scores can be compared with anything. */
    public boolean hasReference() {
        return enabled && store.isPresent();
    }

    /** The start of the pane that a request of this time belongs to. */
    public long paneStart(long timeMillis) {
        return Math.floorDiv(timeMillis, paneMillis()) * paneMillis();
    }

    /** The first pane that the window reaches; older ones are not kept. */
    public long oldestPane(long nowMillis) {
        return paneStart(nowMillis - window.toMillis());
    }

    /** How often changed panes are published: twelve times a pane. */
    public Duration publishEvery() {
        return Duration.ofMillis(paneMillis() / PANES);
    }

    private long paneMillis() {
        return window.toMillis() / PANES;
    }
}
