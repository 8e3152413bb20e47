package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyCodec;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tallies of one partition: decoded once, changed in memory, and written to the store with every record, so that the
 * store always holds what its transaction will commit. When a transaction is lost, the task starts anew from the store.
 */
final class Tallies {
    /** More versions than this in one partition are not told apart: names come from records, and series cost memory. */
    static final int MAX_VERSIONS = 1_000;

    private final KeyValueStore<String, byte[]> store;
    private final Map<VersionKey, Tally> tallies = new HashMap<>();
    private final Set<VersionKey> unpublished = new HashSet<>();

    Tallies(KeyValueStore<String, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                tallies.put(VersionNames.version(entry.key), TallyCodec.decode(entry.value));
            }
        }
        // What the last owner committed after it last published would else wait for the next change.
        unpublished.addAll(tallies.keySet());
    }

    /** Whether updates of this version can be taken: it is known, or there is room for it. */
    boolean admits(VersionKey version) {
        return tallies.containsKey(version) || tallies.size() < MAX_VERSIONS;
    }

    Optional<List<String>> classNames(VersionKey version) {
        Tally tally = tallies.get(version);
        return tally == null ? Optional.empty() : tally.classNames();
    }

    /** Applies one record's updates; {@code names} tells the class names of versions that have none yet. */
    void apply(List<TallyUpdate> updates, VersionNames names) {
        Set<VersionKey> changed = new HashSet<>();
        for (TallyUpdate update : updates) {
            tallies.computeIfAbsent(update.version(), version -> new Tally()).apply(update);
            changed.add(update.version());
        }
        for (VersionKey version : changed) {
            Tally tally = tallies.get(version);
            if (tally != null) {
                if (tally.classNames().isEmpty()) {
                    names.told(version).ifPresent(tally::name);
                }
                store.put(VersionNames.key(version), TallyCodec.encode(tally));
            }
        }
        unpublished.addAll(changed);
    }

    /** Hands over every tally that changed since the last call. */
    void publish(BiConsumer<VersionKey, Tally> to) {
        for (VersionKey version : unpublished) {
            Tally tally = tallies.get(version);
            if (tally != null) {
                to.accept(version, tally);
            }
        }
        unpublished.clear();
    }
}
