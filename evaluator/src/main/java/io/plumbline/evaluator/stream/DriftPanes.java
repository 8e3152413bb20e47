package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.DriftPane;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.drift.PaneId;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.drift.Profile;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.BinnedDrift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The panes of one part in one partition. A pane counts in the bytes that the store holds by reference until the commit, so what a
 * transaction commits is what was counted, however often; when one is lost, the task starts anew from the store.
 *
 * <p>Threads: one at a time.
 */
final class DriftPanes {
    private static final Logger LOG = LoggerFactory.getLogger(DriftPanes.class);

    /** More panes than this are not held: models come from records, and each pane costs memory. */
    private static final int MOST_PANES = 10_000;

    private final KeyValueStore<String, byte[]> store;
    private final DriftConfig config;
    private final Part part;
    private final Set<PaneId> stored = new HashSet<>();
    private final Map<PaneId, Held> held = new HashMap<>();
    private final Set<PaneId> unpublished = new HashSet<>();
    private final List<PaneId> dropped = new ArrayList<>();
    private long publishedAtMillis = Long.MIN_VALUE;

    private record Held(Profile profile, DriftPane pane) {}

    DriftPanes(KeyValueStore<String, byte[]> store, DriftConfig config, Part part) {
        this.store = store;
        this.config = config;
        this.part = part;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> pane = all.next();
                stored.add(PaneId.of(pane.key));
            }
        }
        // What the last owner committed after it last published would else wait for the next change.
        unpublished.addAll(stored);
    }

    /**
     * Counts a record in the pane of its time.
     *
     * @param timeMillis of the request; one that is ahead of the clock counts as now, one older than the window not at all
     * @param counting counts it in the pane, and says whether there was anything to count
     */
    void count(
            VersionKey version,
            Profile profile,
            long timeMillis,
            long nowMillis,
            Function<DriftPane, Boolean> counting) {
        if (profile.columns(part).isEmpty()) {
            return;
        }
        long start = config.paneStart(Math.min(timeMillis, nowMillis));
        PaneId id = new PaneId(version, part, start);
        if (start < config.oldestPane(nowMillis) || !stored.contains(id) && stored.size() >= MOST_PANES) {
            return;
        }
        DriftPane pane = held(id, profile).pane();
        if (counting.apply(pane)) {
            store.put(id.key(), pane.bytes());
            stored.add(id);
            unpublished.add(id);
        }
    }

    private Held held(PaneId id, Profile profile) {
        Held present = held.get(id);
        if (present == null || present.profile() != profile) {
            present = new Held(profile, restored(id, profile.columns(part)));
            held.put(id, present);
        }
        return present;
    }

    private DriftPane restored(PaneId id, List<Profile.Column> columns) {
        byte[] bytes = store.get(id.key());
        if (bytes == null) {
            return DriftPane.empty(columns);
        }
        try {
            return DriftPane.of(columns, bytes);
        } catch (IllegalArgumentException e) {
            // Other columns, after drift.max.features was changed: these counts cannot go on, and are soon out of the
            // window.
            LOG.atWarn()
                    .addKeyValue("model", id.version().model())
                    .addKeyValue("modelVersion", id.version().version())
                    .addKeyValue("error", e.getMessage())
                    .log("counts of drift begin anew");
            return DriftPane.empty(columns);
        }
    }

    /** Drops what the window does not reach, and publishes what changed, if it is time to. */
    void turn(
            int partition, long nowMillis, Function<VersionKey, Optional<Profile>> profiles, Consumer<DriftRecord> to) {
        drop(nowMillis);
        if (publishedAtMillis != Long.MIN_VALUE
                && nowMillis - publishedAtMillis < config.publishEvery().toMillis()) {
            return;
        }
        if (dropped.isEmpty() && unpublished.isEmpty()) {
            return; // So that what comes next need not wait.
        }
        publishedAtMillis = nowMillis;
        for (PaneId id : dropped) {
            to.accept(new DriftRecord.Counts(id, partition, "", Map.of()));
        }
        dropped.clear();
        for (Iterator<PaneId> ids = unpublished.iterator(); ids.hasNext(); ) {
            PaneId id = ids.next();
            Optional<Profile> profile =
                    Optional.ofNullable(held.get(id)).map(Held::profile).or(() -> profiles.apply(id.version()));
            if (profile.isPresent()) {
                to.accept(counts(id, partition, held(id, profile.get())));
                ids.remove();
            }
        }
    }

    private void drop(long nowMillis) {
        long oldest = config.oldestPane(nowMillis);
        for (Iterator<PaneId> ids = stored.iterator(); ids.hasNext(); ) {
            PaneId id = ids.next();
            if (id.startMillis() < oldest) {
                store.delete(id.key());
                held.remove(id);
                unpublished.remove(id);
                dropped.add(id);
                ids.remove();
            }
        }
    }

    private DriftRecord.Counts counts(PaneId id, int partition, Held of) {
        Map<String, BinnedDrift> columns = new HashMap<>();
        List<Profile.Column> named = of.profile().columns(part);
        for (int column = 0; column < named.size(); column++) {
            columns.put(named.get(column).name(), of.pane().counts(column));
        }
        return new DriftRecord.Counts(id, partition, of.profile().checkpoint(), columns);
    }
}
