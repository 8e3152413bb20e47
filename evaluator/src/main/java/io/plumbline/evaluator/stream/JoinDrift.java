package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.drift.Counting;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.drift.ErrorOf;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.join.JoinEvent;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a partition of predictions and labels tells about drift: the scores of versions that play a role, against their training, and the
 * errors of all versions.
 *
 * <p>A duplicate is not counted. An error is taken when its pair matures; a correction afterwards comes too late for it, because a
 * detector cannot unlearn.
 */
final class JoinDrift {
    private final DriftSources sources;
    private final DriftPanes scores;
    private final ErrorWatches errors;

    JoinDrift(
            DriftConfig config,
            DriftSources sources,
            KeyValueStore<String, byte[]> scoreStore,
            KeyValueStore<String, byte[]> errorStore) {
        this.sources = sources;
        scores = new DriftPanes(scoreStore, config, Part.SCORES);
        errors = new ErrorWatches(errorStore, config.falseAlarms());
    }

    /**
     * An event was applied to a row.
     *
     * @param updates what came of it
     */
    void applied(JoinEvent event, List<TallyUpdate> updates, long nowMillis) {
        for (TallyUpdate update : updates) {
            if (update instanceof TallyUpdate.Enter enter
                    && enter.view() == View.PROVISIONAL
                    && event instanceof JoinEvent.Predicted predicted) {
                count(predicted, nowMillis);
            } else if (update instanceof TallyUpdate.Add add
                    && add.view() == View.MATURED
                    && !corrects(updates, add.version())) {
                ErrorOf.pair(add.contribution())
                        .ifPresent(error -> errors.add(add.version(), error.scale(), error.value(), add.timeMillis()));
            }
        }
    }

    private void count(JoinEvent.Predicted predicted, long nowMillis) {
        sources.profile(predicted.version())
                .ifPresent(profile -> scores.count(
                        predicted.version(),
                        profile,
                        predicted.timeMillis(),
                        nowMillis,
                        pane -> Counting.prediction(predicted.outcome(), profile, pane)));
    }

    private static boolean corrects(List<TallyUpdate> updates, VersionKey version) {
        return updates.stream()
                .anyMatch(update -> update instanceof TallyUpdate.Remove remove
                        && remove.view() == View.MATURED
                        && remove.version().equals(version));
    }

    /** One turn of the clock. */
    void turn(int partition, long nowMillis, Consumer<DriftRecord> to) {
        scores.turn(partition, nowMillis, sources::profile, to);
        errors.publish(partition, to);
    }
}
