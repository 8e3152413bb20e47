package io.plumbline.evaluator.replay;

import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.PaneEvaluation;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.Progress;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest cells of one partition, as the evaluations topic has them.
 *
 * <p>Threads: one at a time.
 */
final class LivePartition {
    private final Map<VersionKey, Tally> tallies = new TreeMap<>();
    private final Map<String, PaneEvaluation> panes = new HashMap<>();
    private Optional<Progress> progress = Optional.empty();

    void put(Published record) {
        if (record instanceof Evaluation evaluation) {
            tallies.put(evaluation.version(), evaluation.tally());
        } else if (record instanceof PaneEvaluation pane) {
            panes.put(pane.keyText(), pane);
        } else if (record instanceof Progress newest) {
            progress = Optional.of(newest);
        }
    }

    void remove(String keyText) {
        panes.remove(keyText);
    }

    Map<VersionKey, Tally> tallies() {
        return tallies;
    }

    Map<PaneKey, Pane> panes() {
        Map<PaneKey, Pane> sorted = new TreeMap<>();
        panes.values().forEach(record -> record.pane().ifPresent(pane -> sorted.put(record.paneKey(), pane)));
        return sorted;
    }

    Optional<Progress> progress() {
        return progress;
    }
}
