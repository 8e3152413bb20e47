package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.Span;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tallies and panes as of the last commits, by partition: what may be shown to the world.
 *
 * <p>Threads: one writes, any number read. What was put here is never changed again; it is replaced.
 */
public final class CommittedTallies {
    private final Map<Integer, Map<VersionKey, Tally>> partitions = new TreeMap<>();
    private final Map<Integer, Map<String, PaneEvaluation>> panes = new TreeMap<>();
    private final Map<Integer, Map<String, PairEvaluation>> pairs = new TreeMap<>();
    private final Map<Integer, Map<String, CohortEvaluation>> cohorts = new TreeMap<>();

    public synchronized void put(Published record) {
        if (record instanceof Evaluation evaluation) {
            partitions
                    .computeIfAbsent(evaluation.partition(), partition -> new TreeMap<>())
                    .put(evaluation.version(), evaluation.tally());
        } else if (record instanceof PaneEvaluation pane) {
            panes.computeIfAbsent(pane.partition(), partition -> new HashMap<>())
                    .put(pane.keyText(), pane);
        } else if (record instanceof PairEvaluation pair) {
            pairs.computeIfAbsent(pair.partition(), partition -> new TreeMap<>())
                    .put(pair.keyText(), pair);
        } else if (record instanceof CohortEvaluation cohort) {
            cohorts.computeIfAbsent(cohort.partition(), partition -> new HashMap<>())
                    .put(cohort.keyText(), cohort);
        }
    }

    /** What was under this key is no longer kept. */
    public synchronized void remove(int partition, String keyText) {
        panes.getOrDefault(partition, new HashMap<>()).remove(keyText);
        pairs.getOrDefault(partition, new HashMap<>()).remove(keyText);
        cohorts.getOrDefault(partition, new HashMap<>()).remove(keyText);
    }

    /** By partition and version, ascending; a copy. */
    public synchronized Map<Integer, Map<VersionKey, Tally>> byPartition() {
        Map<Integer, Map<VersionKey, Tally>> copy = new TreeMap<>();
        partitions.forEach((partition, tallies) -> copy.put(partition, new TreeMap<>(tallies)));
        return copy;
    }

    /** By version, merged over all partitions. */
    public synchronized Map<VersionKey, Tally> merged() {
        Map<VersionKey, Tally> merged = new TreeMap<>();
        partitions
                .values()
                .forEach(tallies -> tallies.forEach((version, tally) ->
                        merged.computeIfAbsent(version, key -> new Tally()).merge(tally)));
        return merged;
    }

    /** The pairs of versions of each partition, ascending; a copy. */
    public synchronized Map<Integer, List<PairEvaluation>> pairsByPartition() {
        Map<Integer, List<PairEvaluation>> copy = new TreeMap<>();
        pairs.forEach((partition, byKey) -> copy.put(partition, List.copyOf(byKey.values())));
        return copy;
    }

    /** The pairs of versions, merged over all partitions. */
    public synchronized Map<PairKey, PairTally> mergedPairs() {
        Map<PairKey, PairTally> merged = new TreeMap<>();
        pairs.values().forEach(byKey -> byKey.values().forEach(record -> record.tally()
                .ifPresent(tally -> merged.computeIfAbsent(record.pair(), key -> new PairTally())
                        .merge(tally))));
        return merged;
    }

    /** The cohorts of all versions, merged over all partitions. */
    public Map<VersionKey, Map<Span, Cohort>> mergedCohorts() {
        List<CohortEvaluation> all = new ArrayList<>();
        synchronized (this) {
            cohorts.values().forEach(byKey -> all.addAll(byKey.values()));
        }
        // What was put here never changes, and merging takes long: not while a scrape waits.
        Map<VersionKey, Map<Span, Cohort>> merged = new TreeMap<>();
        all.forEach(record -> record.cohort()
                .ifPresent(cohort -> merged.computeIfAbsent(record.cohortKey().version(), version -> new TreeMap<>())
                        .computeIfAbsent(record.cohortKey().span(), span -> new Cohort())
                        .merge(cohort)));
        return merged;
    }

    /** The panes of all versions, merged over all partitions. */
    public Map<PaneKey, Pane> mergedPanes() {
        List<PaneEvaluation> all = new ArrayList<>();
        synchronized (this) {
            panes.values().forEach(byKey -> all.addAll(byKey.values()));
        }
        Map<PaneKey, Pane> merged = new TreeMap<>();
        all.forEach(
                record -> record.pane().ifPresent(pane -> merged.computeIfAbsent(record.paneKey(), key -> new Pane())
                        .merge(pane)));
        return merged;
    }

    /**
     * One window of one view by version, merged over all partitions; a version without a prediction in it is absent.
     *
     * @param nowMillis the wall clock, since the epoch
     */
    public synchronized Map<VersionKey, Pane> merged(Windows windows, Window window, View view, long nowMillis) {
        Map<VersionKey, Pane> merged = new TreeMap<>();
        panes.values().forEach(byKey -> byKey.values().forEach(record -> {
            PaneKey key = record.paneKey();
            if (key.view() == view
                    && key.width() == window.width()
                    && key.startMillis() >= windows.fromMillis(key.version().model(), view, window, nowMillis)) {
                record.pane().ifPresent(pane -> merged.computeIfAbsent(key.version(), version -> new Pane())
                        .merge(pane));
            }
        }));
        return merged;
    }
}
