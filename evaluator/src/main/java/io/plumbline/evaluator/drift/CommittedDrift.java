package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.BinnedDrift;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of drift as of the last commits: what may be shown to the world.
 *
 * <p>Threads: one writes, any number read.
 */
public final class CommittedDrift {
    private final Map<String, DriftRecord.Counts> counts = new HashMap<>();
    private final Map<String, ErrorDrift> errors = new TreeMap<>();

    public synchronized void put(DriftRecord record) {
        if (record instanceof DriftRecord.Counts pane) {
            counts.put(pane.keyText(), pane);
        } else if (record instanceof DriftRecord.Errors watched) {
            errors.put(watched.keyText(), watched.drift());
        }
    }

    /** What was under this key is no longer kept. */
    public synchronized void remove(String keyText) {
        counts.remove(keyText);
        errors.remove(keyText);
    }

    /** What the detectors say, by version and partition. */
    public synchronized List<ErrorDrift> errors() {
        return List.copyOf(errors.values());
    }

    /** A part of a version, counted in the bins of one checkpoint. */
    record Counted(VersionKey version, Part part, String checkpoint) {}

    /** The counts of panes from one on, by column, merged over all partitions. */
    synchronized Map<Counted, Map<String, BinnedDrift>> since(long oldestPaneMillis) {
        Map<Counted, Map<String, BinnedDrift>> merged = new HashMap<>();
        for (DriftRecord.Counts pane : counts.values()) {
            if (pane.id().startMillis() >= oldestPaneMillis) {
                Counted of = new Counted(pane.id().version(), pane.id().part(), pane.checkpoint());
                Map<String, BinnedDrift> columns = merged.computeIfAbsent(of, key -> new TreeMap<>());
                pane.columns()
                        .forEach((name, column) -> columns.computeIfAbsent(name, key -> new BinnedDrift(column.bins()))
                                .merge(column));
            }
        }
        return merged;
    }
}
