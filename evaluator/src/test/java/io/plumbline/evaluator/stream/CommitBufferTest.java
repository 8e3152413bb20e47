package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class CommitBufferTest {
    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("rows"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final CommitBuffer buffer = new CommitBuffer(store);

    CommitBufferTest() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        buffer.init(context.getStateStoreContext(), buffer);
    }

    @Test
    void whatIsPut_isSeenAtOnce_andWrittenWithTheCommit() {
        buffer.put(key("a"), bytes("1"));
        buffer.put(key("a"), bytes("2"));
        assertThat(buffer.get(key("a"))).isEqualTo(bytes("2"));
        assertThat(store.get(key("a"))).isNull();

        buffer.flushCache();
        assertThat(store.get(key("a"))).isEqualTo(bytes("2"));
    }

    @Test
    void whatIsDeleted_isGoneAtOnce_alsoWhereTheStoreHasIt() {
        buffer.put(key("a"), bytes("1"));
        buffer.flushCache();
        assertThat(buffer.delete(key("a"))).isEqualTo(bytes("1"));
        assertThat(buffer.get(key("a"))).isNull();
        assertThat(store.get(key("a"))).isEqualTo(bytes("1"));

        buffer.flushCache();
        assertThat(store.get(key("a"))).isNull();
    }

    @Test
    void scan_seesWhatIsNotCommitted() {
        buffer.put(key("b"), bytes("2"));
        buffer.put(key("a"), bytes("1"));
        buffer.put(key("c"), null);
        List<String> seen = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = buffer.all()) {
            all.forEachRemaining(entry -> seen.add(new String(entry.value, StandardCharsets.UTF_8)));
        }
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void moreThanItHolds_isWrittenEarlier() {
        for (int i = 0; i < 33; i++) {
            buffer.put(key("k" + i), new byte[1 << 20]);
        }
        assertThat(store.approximateNumEntries()).isGreaterThanOrEqualTo(31);
        assertThat(buffer.get(key("k0"))).hasSize(1 << 20);
        assertThat(buffer.get(key("k32"))).hasSize(1 << 20);
    }

    @Test
    void taskThatBeginsAnew_findsNothingOfTheLostTransaction() {
        buffer.put(key("a"), bytes("1"));
        buffer.close();
        buffer.put(key("b"), bytes("1"));
        buffer.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), buffer);
        assertThat(buffer.get(key("a"))).isNull();
        assertThat(buffer.get(key("b"))).isNull();
    }

    private static Bytes key(String text) {
        return Bytes.wrap(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
