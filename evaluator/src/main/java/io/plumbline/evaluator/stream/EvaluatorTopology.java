package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.Profiles;
import io.plumbline.evaluator.drift.Rosters;
import io.plumbline.evaluator.tally.Published;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph: predictions and labels of one partition meet in one {@link JoinProcessor}, which writes evaluations; every
 * instance reads all of control.
 *
 * <pre>
 * predictions-p ─┐
 *                ├─ join (rows, due, waiting, cells, journal) ─► evaluations-p
 * labels-p ──────┘        ▲
 * control ─► class-names ─┘
 * requests-q ─── features (drift-features) ─► evaluations-(q mod its partitions)
 * </pre>
 *
 * <p>Requests are a part of their own, so that they may have another number of partitions and another key. They are read only where drift
 * has something to be measured against; without drift, join has no stores for it either.
 */
public final class EvaluatorTopology {
    private static final String JOIN = "join";
    private static final String FEATURES = "features";

    private EvaluatorTopology() {}

    /** @param partitions learns which partitions are worked on in this process */
    public static Topology build(TopologyConfig config, OwnedPartitions partitions) {
        Topics topics = config.topics();
        NamesRevision revision = new NamesRevision();
        DriftConfig drift = config.drift();
        DriftSources sources = new DriftSources(new Profiles(drift, Clock.systemUTC()), new Rosters());
        Optional<DriftSources> watched = drift.enabled() ? Optional.of(sources) : Optional.empty();
        Topology topology = new Topology();
        source(topology, "predictions", topics.predictions());
        source(topology, "labels", topics.labels());
        topology.addProcessor(
                JOIN, () -> new JoinProcessor(config, revision, partitions, watched), "predictions", "labels");
        // What changes several times between two commits is written once.
        for (String name : List.of(StoreNames.ROWS, StoreNames.DUE, StoreNames.JOURNAL)) {
            topology.addStateStore(new BufferedStoreBuilder(store(config, name, Serdes.Bytes())), JOIN);
        }
        topology.addStateStore(store(config, StoreNames.WAITING, Serdes.String()), JOIN);
        topology.addStateStore(store(config, StoreNames.CELLS, Serdes.String()), JOIN);
        topology.addSink(
                "evaluations",
                topics.evaluations(),
                new ByteArraySerializer(),
                (topic, published) -> published.value(),
                (String topic, byte[] key, Published published, int count) ->
                        Optional.of(Set.of(published.partition())),
                JOIN);
        if (drift.enabled()) {
            topology.addStateStore(
                    store(config, StoreNames.DRIFT_SCORES, Serdes.String()).withCachingEnabled(), JOIN);
            topology.addStateStore(
                    store(config, StoreNames.DRIFT_ERRORS, Serdes.String()).withCachingEnabled(), JOIN);
        }
        if (drift.hasReference()) {
            addRequests(topology, config, sources);
        }
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(StoreNames.CLASS_NAMES),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                "control",
                new RecordTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.control(),
                "read-control",
                () -> new ControlProcessor(revision, sources.rosters()));
        return topology;
    }

    private static void addRequests(Topology topology, TopologyConfig config, DriftSources sources) {
        source(topology, "requests", config.topics().requests());
        topology.addProcessor(FEATURES, () -> new RequestProcessor(config, sources), "requests");
        topology.addStateStore(
                store(config, StoreNames.DRIFT_FEATURES, Serdes.String()).withCachingEnabled(), FEATURES);
        topology.addSink(
                "evaluations-of-requests",
                config.topics().evaluations(),
                new ByteArraySerializer(),
                (topic, published) -> published.value(),
                (String topic, byte[] key, Published published, int count) ->
                        Optional.of(Set.of(published.partition() % count)),
                FEATURES);
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new RecordTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    private static <K> StoreBuilder<KeyValueStore<K, byte[]>> store(TopologyConfig config, String name, Serde<K> keys) {
        KeyValueBytesStoreSupplier supplier =
                config.inMemory() ? Stores.inMemoryKeyValueStore(name) : Stores.persistentKeyValueStore(name);
        return Stores.keyValueStoreBuilder(supplier, keys, Serdes.ByteArray()).withLoggingEnabled(Map.of());
    }
}
