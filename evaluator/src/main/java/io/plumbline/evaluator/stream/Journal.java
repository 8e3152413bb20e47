package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What happened to the cells since they were last written whole, so that a record costs the bytes of its own updates and
 * not those of every statistic it touches. What a transaction commits is cells and journal together.
 *
 * <p>Entries go into pages of {@value #PAGE_BYTES} bytes, which are filled in place: the store holds its values by
 * reference until the commit, and writes a page to disk and changelog once, however many entries it got. A page begins with
 * the generation of the cells it goes on from and tells how far the topics were read; pages of older generations count for
 * nothing and are written over.
 * <p>Threads: one at a time.
 */
final class Journal {
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int GENERATION_AT = 0;
    private static final int LENGTH_AT = Long.BYTES;
    private static final int PREDICTIONS_AT = LENGTH_AT + Integer.BYTES;
    private static final int LABELS_AT = PREDICTIONS_AT + Long.BYTES;
    private static final int HEADER_BYTES = LABELS_AT + Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Positions positions;
    private long generation;
    private int pages;
    private long bytes;
    private Bytes key;
    private byte[] page;
    private int length;

    /** @param positions are kept with each page: as they were when its last entry was added */
    Journal(KeyValueStore<Bytes, byte[]> store, Positions positions, long generation) {
        this.store = store;
        this.positions = positions;
        this.generation = generation;
        key = Bytes.wrap(new byte[0]);
        page = new byte[0];
    }

    /** Gives every entry of this generation, in the order of writing, and begins the next generation after them. */
    void replay(Consumer<StoredReader> entries) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                if ((long) LONGS.get(stored.value, GENERATION_AT) == generation) {
                    int end = (int) INTS.get(stored.value, LENGTH_AT);
                    positions.restore(
                            (long) LONGS.get(stored.value, PREDICTIONS_AT), (long) LONGS.get(stored.value, LABELS_AT));
                    StoredReader in = new StoredReader(stored.value, HEADER_BYTES, end - HEADER_BYTES);
                    while (in.hasMore()) {
                        entries.accept(in);
                    }
                }
            }
        }
    }

    /** Adds one entry, the updates of one record. */
    void add(StoredBytes entry) {
        if (pages == 0 || length + entry.length() > page.length) {
            page = new byte[Math.max(PAGE_BYTES, HEADER_BYTES + entry.length())];
            length = HEADER_BYTES;
            key = Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(pages).array());
            pages++;
            bytes += page.length;
            LONGS.set(page, GENERATION_AT, generation);
        }
        entry.copyTo(page, length);
        length += entry.length();
        INTS.set(page, LENGTH_AT, length);
        LONGS.set(page, PREDICTIONS_AT, positions.predictions());
        LONGS.set(page, LABELS_AT, positions.labels());
        store.put(key, page);
    }

    /** Bytes that a restart would have to read. */
    long bytes() {
        return bytes;
    }

    /** The cells hold everything now: what was written counts for nothing. */
    void restart(long nextGeneration) {
        generation = nextGeneration;
        pages = 0;
        bytes = 0;
        length = 0;
    }
}
