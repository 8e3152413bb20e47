package io.plumbline.evaluator.stream;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds stores whose writes a {@link CommitBuffer} holds back. */
final class BufferedStoreBuilder implements StoreBuilder<KeyValueStore<Bytes, byte[]>> {
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> store;

    /** @param store not cached */
    BufferedStoreBuilder(StoreBuilder<KeyValueStore<Bytes, byte[]>> store) {
        this.store = store;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> build() {
        return new CommitBuffer(store.build());
    }

    /** The buffer takes the place of a cache. */
    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingEnabled() {
        throw new UnsupportedOperationException("store '" + name() + "' is buffered, expected no cache beside it");
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingEnabled(Map<String, String> config) {
        store.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingDisabled() {
        store.withLoggingDisabled();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return store.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return store.loggingEnabled();
    }

    @Override
    public String name() {
        return store.name();
    }
}
