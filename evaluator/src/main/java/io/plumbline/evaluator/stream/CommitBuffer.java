package io.plumbline.evaluator.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what is written between two commits, so that a key that changes often is written to disk and changelog once. A
 * value is kept by reference: whoever fills an array in place puts it again with each change.
 *
 * <p>Why not the cache of Kafka Streams: it keeps clean entries until it is full, and from then on a new page of a store with
 * few keys evicts itself with every write (measured: 4.5 KB of changelog a row). This forgets what it has written.
 *
 * <p>{@link CachedStateStore} is no public interface of Kafka Streams, but the only one by which a store is told to write just
 * before its task commits. What is buffered is written there, when it takes more than {@link #MOST_BYTES}, and before a scan.
 *
 * <p>Threads: the stream thread.
 */
final class CommitBuffer implements KeyValueStore<Bytes, byte[]>, CachedStateStore<Bytes, byte[]> {
    /** Between two commits. */
    private static final long MOST_BYTES = 32L << 20;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Bytes, byte @Nullable []> unwritten = new HashMap<>();
    private long bytes;

    CommitBuffer(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        byte[] value = unwritten.get(key);
        return value != null || unwritten.containsKey(key) ? value : store.get(key);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        byte[] before = unwritten.put(key, value);
        bytes += key.get().length + length(value) - (before == null ? 0 : key.get().length + length(before));
        if (bytes > MOST_BYTES) {
            flushCache();
        }
    }

    private static int length(byte @Nullable [] value) {
        return value == null ? 0 : value.length;
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] before = get(key);
        put(key, null);
        return before;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        flushCache();
        return store.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        flushCache();
        return store.all();
    }

    @Override
    public long approximateNumEntries() {
        return store.approximateNumEntries() + unwritten.size();
    }

    /** Writes what is buffered; called by the task just before it commits. */
    @Override
    public void flushCache() {
        try {
            unwritten.forEach(store::put);
        } finally {
            // A write that fails ends the transaction, and with it what was buffered.
            clearCache();
        }
    }

    @Override
    public void clearCache() {
        unwritten.clear();
        bytes = 0;
    }

    /** Nobody listens. */
    @Override
    public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        // A task whose transaction was lost begins anew with the same objects: what it wrote in vain must not come
        // back.
        clearCache();
        store.init(context, root);
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        store.commit(changelogOffsets);
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return store.committedOffset(partition);
    }

    @Override
    public boolean managesOffsets() {
        return store.managesOffsets();
    }

    @Override
    public void close() {
        clearCache();
        store.close();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
        return store.query(query, bound, config);
    }

    @Override
    public Position getPosition() {
        return store.getPosition();
    }
}
