package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.evaluator.tally.CohortEvaluation;
import io.plumbline.evaluator.tally.CohortKey;
import io.plumbline.evaluator.tally.Cohorts;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.PairEvaluation;
import io.plumbline.evaluator.tally.Pairs;
import io.plumbline.evaluator.tally.PaneEvaluation;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.Panes;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyCodec;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.UpdateCodec;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.Windows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tallies, panes and cohorts of one partition. They are changed in memory; the stores hold them as of the last
 * {@link #save}, and in the {@link Journal} what came after, so that at every moment a commit commits exactly what was
 * counted. When a transaction is lost, the task starts anew from the stores.
 *
 * <p>Threads: one at a time.
 */
final class Cells {
    /** More versions than this in one partition are not told apart: names come from records, and series cost memory. */
    static final int MAX_VERSIONS = 1_000;

    /** Late labels change many cohorts a little; what is learned from them need not be of this second. */
    private static final long COHORTS_EVERY_MILLIS = 10_000;

    /** A longer journal is written into the cells at once, and so bounds what a restart has to read. */
    private static final long LONGEST_JOURNAL_BYTES = 4L << 20;

    private final KeyValueStore<String, byte[]> store;
    private final Journal journal;
    private final Positions positions = new Positions();
    private final VersionIds versions;
    private final Panes panes;
    private final Pairs pairs = new Pairs();
    private final Cohorts cohorts;
    private final Map<VersionKey, Tally> tallies = new HashMap<>();
    private final StoredBytes entry = new StoredBytes();
    private final long beganMillis;
    private long generation;
    /** Until the first save, the journal's pages hold what was replayed, and must not be written over. */
    private boolean begun;

    private final Set<VersionKey> unsavedTallies = new HashSet<>();
    private final Set<PaneKey> unsavedPanes = new HashSet<>();
    private final Set<VersionKey> unpublishedTallies = new HashSet<>();
    private final Set<PaneKey> unpublishedPanes = new HashSet<>();
    private final List<PaneKey> dropped = new ArrayList<>();
    private final Set<PairKey> unpublishedPairs = new HashSet<>();
    private final Set<PairKey> droppedPairs = new HashSet<>();
    private final Set<CohortKey> unsavedCohorts = new HashSet<>();
    private final Set<CohortKey> unpublishedCohorts = new HashSet<>();
    private final List<CohortKey> settling = new ArrayList<>();
    private final List<CohortKey> settled = new ArrayList<>();
    private long cohortsPublishedMillis = Long.MIN_VALUE;

    Cells(
            KeyValueStore<String, byte[]> store,
            KeyValueStore<Bytes, byte[]> journalStore,
            Windows windows,
            Spans spans,
            long nowMillis) {
        this.store = store;
        panes = new Panes(windows);
        cohorts = new Cohorts(spans);
        byte[] cut = store.get(CellKeys.COHORTS);
        if (cut != null) {
            cohorts.restoreCut(cut);
        }
        byte[] floors = store.get(CellKeys.FLOORS);
        if (floors != null) {
            panes.restoreFloors(floors, nowMillis);
        }
        byte[] known = store.get(CellKeys.VERSIONS);
        versions = known == null ? new VersionIds() : VersionIds.fromBytes(known);
        versions.onGrowth(() -> store.put(CellKeys.VERSIONS, versions.toBytes()));
        byte[] saved = store.get(CellKeys.GENERATION);
        generation = saved == null ? 0 : new StoredReader(saved).number();
        byte[] read = store.get(CellKeys.POSITIONS);
        if (read != null) {
            positions.restore(read);
        }
        journal = new Journal(journalStore, positions, generation);
        restore();
        journal.replay(in -> {
            TallyUpdate update = UpdateCodec.read(in, versions);
            applyInMemory(update);
        });
        // What the last owner committed after it last published would else wait for the next change.
        unpublishedTallies.addAll(tallies.keySet());
        panes.keys().forEach(unpublishedPanes::add);
        unpublishedPairs.addAll(pairs.keys());
        unpublishedCohorts.addAll(cohorts.keys());
        beganMillis = nowMillis;
    }

    private void restore() {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> cell = all.next();
                if (CellKeys.isTally(cell.key)) {
                    tallies.put(versions.version(CellKeys.version(cell.key)), TallyCodec.decode(cell.value));
                } else if (CellKeys.isPane(cell.key)) {
                    PaneKey key = CellKeys.pane(cell.key, versions);
                    panes.restore(key, cell.value);
                } else if (CellKeys.isPair(cell.key)) {
                    StoredReader in = new StoredReader(cell.value);
                    pairs.restore(CellKeys.pair(cell.key, versions), PairTally.fromState(in.numbers()));
                    in.end();
                } else if (CellKeys.isCohort(cell.key)) {
                    cohorts.restore(CellKeys.cohort(cell.key, versions), cell.value);
                }
            }
        }
    }

    /** How far the partition's topics were read; to be told of each record before its updates are applied. */
    Positions positions() {
        return positions;
    }

    /** The numbers by which rows and journal name versions. */
    VersionIds versions() {
        return versions;
    }

    /** Whether updates of this version can be taken: it is known, or there is room for it. */
    boolean admits(VersionKey version) {
        return tallies.containsKey(version) || tallies.size() < MAX_VERSIONS;
    }

    Optional<List<String>> classNames(VersionKey version) {
        Tally tally = tallies.get(version);
        return tally == null ? Optional.empty() : tally.classNames();
    }

    /** Applies one record's updates. */
    void apply(List<TallyUpdate> updates) {
        if (!begun) {
            save(beganMillis);
        }
        if (updates.isEmpty()) {
            return;
        }
        entry.clear();
        for (TallyUpdate update : updates) {
            UpdateCodec.write(entry, update, versions);
        }
        journal.add(entry);
        updates.forEach(this::applyInMemory);
    }

    private void applyInMemory(TallyUpdate update) {
        Tally tally = tallies.get(update.version());
        if (tally == null) {
            tally = new Tally();
            tallies.put(update.version(), tally);
        }
        tally.apply(update);
        unsavedTallies.add(update.version());
        panes.apply(update, unsavedPanes);
        if (!pairs.apply(update)) {
            tally.apply(new TallyUpdate.Count(update.version(), Counter.PAIR_DROPPED));
        }
        cohorts.apply(update, unsavedCohorts);
    }

    /** Whether the journal is so long that {@link #save} should not wait. */
    boolean wantsSaving() {
        return journal.bytes() > LONGEST_JOURNAL_BYTES;
    }

    /** Remembers class names that became known; a version keeps those it has. */
    void name(VersionNames names) {
        tallies.forEach((version, tally) -> {
            if (tally.classNames().isEmpty()) {
                names.told(version).ifPresent(told -> {
                    tally.name(told);
                    unsavedTallies.add(version);
                });
            }
        });
    }

    /**
     * Settles the cohorts in which no label is awaited any more. To be followed by {@link #save} and {@link #publish} in the same
     * transaction: a reader must not be left with a cohort that is in the settled one too.
     */
    void settle(long nowMillis) {
        List<CohortKey> old = cohorts.settle(nowMillis, unsavedCohorts);
        unsavedCohorts.removeAll(old);
        unpublishedCohorts.removeAll(old);
        settling.addAll(old);
    }

    /** Writes what changed into the store, drops panes that no window reaches any more, and begins the journal anew. */
    void save(long nowMillis) {
        begun = true;
        List<PaneKey> old = panes.dropOld(nowMillis);
        if (old.isEmpty()
                && unsavedTallies.isEmpty()
                && unsavedPanes.isEmpty()
                && unsavedCohorts.isEmpty()
                && !pairs.hasChanged()) {
            return;
        }
        saveCohorts();
        unsavedPanes.removeAll(old);
        unpublishedPanes.removeAll(old);
        for (VersionKey version : unsavedTallies) {
            store.put(CellKeys.tally(versions.id(version)), TallyCodec.encode(tally(version)));
        }
        for (PaneKey pane : unsavedPanes) {
            store.put(CellKeys.pane(pane, versions), panes.stored(pane));
        }
        for (PaneKey pane : old) {
            store.put(CellKeys.pane(pane, versions), null);
        }
        dropped.addAll(old);
        savePairs();
        unpublishedTallies.addAll(unsavedTallies);
        unpublishedPanes.addAll(unsavedPanes);
        unsavedTallies.clear();
        unsavedPanes.clear();
        store.put(CellKeys.FLOORS, panes.floors());
        store.put(CellKeys.POSITIONS, positions.toBytes());
        generation++;
        store.put(CellKeys.GENERATION, new StoredBytes().number(generation).toBytes());
        journal.restart(generation);
    }

    private void savePairs() {
        for (PairKey pair : pairs.takeDropped()) {
            store.put(CellKeys.pair(pair, versions), null);
            unpublishedPairs.remove(pair);
            droppedPairs.add(pair);
        }
        for (PairKey pair : pairs.takeChanged()) {
            store.put(
                    CellKeys.pair(pair, versions),
                    new StoredBytes().numbers(pairs.get(pair).state()).toBytes());
            droppedPairs.remove(pair);
            unpublishedPairs.add(pair);
        }
    }

    private void saveCohorts() {
        for (CohortKey cohort : unsavedCohorts) {
            store.put(CellKeys.cohort(cohort, versions), cohorts.stored(cohort));
        }
        for (CohortKey cohort : settling) {
            store.put(CellKeys.cohort(cohort, versions), null);
        }
        settled.addAll(settling);
        settling.clear();
        unpublishedCohorts.addAll(unsavedCohorts);
        unsavedCohorts.clear();
        store.put(CellKeys.COHORTS, cohorts.cut());
    }

    private Tally tally(VersionKey version) {
        Tally tally = tallies.get(version);
        if (tally == null) {
            throw new IllegalStateException("there is no tally of " + version.path());
        }
        return tally;
    }

    /**
     * Hands over everything that was saved since the last call; cohorts less often.
     *
     * @return whether there were tallies or panes
     */
    boolean publish(int partition, long wallMillis, Consumer<Published> to) {
        if (wallMillis - COHORTS_EVERY_MILLIS >= cohortsPublishedMillis || !settled.isEmpty()) {
            cohortsPublishedMillis = wallMillis;
            publishCohorts(partition, to);
        }
        boolean any = !unpublishedTallies.isEmpty() || !unpublishedPanes.isEmpty() || !dropped.isEmpty();
        for (VersionKey version : unpublishedTallies) {
            to.accept(new Evaluation(version, partition, tally(version)));
        }
        for (PaneKey pane : unpublishedPanes) {
            to.accept(new PaneEvaluation(pane, partition, Optional.of(panes.get(pane))));
        }
        for (PaneKey pane : dropped) {
            to.accept(new PaneEvaluation(pane, partition, Optional.empty()));
        }
        for (PairKey pair : unpublishedPairs) {
            to.accept(new PairEvaluation(pair, partition, Optional.of(pairs.get(pair))));
        }
        for (PairKey pair : droppedPairs) {
            to.accept(new PairEvaluation(pair, partition, Optional.empty()));
        }
        unpublishedPairs.clear();
        droppedPairs.clear();
        unpublishedTallies.clear();
        unpublishedPanes.clear();
        dropped.clear();
        return any;
    }

    /** The settled before those that went into them, so that a reader never lacks any. */
    private void publishCohorts(int partition, Consumer<Published> to) {
        unpublishedCohorts.stream()
                .sorted(Comparator.comparing(CohortKey::version).thenComparing(CohortKey::span))
                .forEach(
                        cohort -> to.accept(new CohortEvaluation(cohort, partition, Optional.of(cohorts.get(cohort)))));
        settled.forEach(cohort -> to.accept(new CohortEvaluation(cohort, partition, Optional.empty())));
        unpublishedCohorts.clear();
        settled.clear();
    }
}
