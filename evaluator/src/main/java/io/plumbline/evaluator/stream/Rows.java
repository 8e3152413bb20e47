package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.join.JoinRow;
import io.plumbline.evaluator.join.RowCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of one partition with two indices: which row wants to be looked at when, and which wait for class names.
 *
 * <p>A row's due time follows from the row alone, so its index entry is found again without being stored with it. An
 * entry left behind by a change of the horizons does no harm: it comes up, and is set right.
 */
final class Rows {
    private static final byte[] PRESENT = {1};

    /** Below the 1 MiB that brokers take in one record unless told otherwise, with room for the key and headers. */
    private static final int MAX_ROW_BYTES = 900_000;

    private final KeyValueStore<String, byte[]> rows;
    private final KeyValueStore<Bytes, byte[]> due;
    private final KeyValueStore<String, byte[]> waiting;
    private final ToLongFunction<JoinRow> dueMillis;

    Rows(
            KeyValueStore<String, byte[]> rows,
            KeyValueStore<Bytes, byte[]> due,
            KeyValueStore<String, byte[]> waiting,
            ToLongFunction<JoinRow> dueMillis) {
        this.rows = rows;
        this.due = due;
        this.waiting = waiting;
        this.dueMillis = dueMillis;
    }

    /** The row of that id; the empty row if there is none. */
    JoinRow get(String id) {
        byte[] bytes = rows.get(id);
        return bytes == null ? JoinRow.EMPTY : RowCodec.decode(bytes);
    }

    /** Whether a row can be stored: it may be larger than each record it was built from. */
    boolean fits(Optional<JoinRow> row) {
        return row.isEmpty() || RowCodec.encode(row.get()).length <= MAX_ROW_BYTES;
    }

    /** Replaces {@code old}, which {@link #get} gave, by {@code next}, or removes it. */
    void replace(String id, JoinRow old, Optional<JoinRow> next) {
        JoinRow row = next.orElse(JoinRow.EMPTY);
        if (row.equals(old)) {
            return;
        }
        boolean hadDue = !old.isEmpty();
        boolean hasDue = next.isPresent();
        long oldDue = dueMillis.applyAsLong(old);
        long newDue = dueMillis.applyAsLong(row);
        if (hadDue && (!hasDue || oldDue != newDue)) {
            due.delete(dueKey(oldDue, id));
        }
        if (hasDue && (!hadDue || oldDue != newDue)) {
            due.put(dueKey(newDue, id), PRESENT);
        }
        if (row.awaitsNames() != old.awaitsNames()) {
            waiting.put(id, row.awaitsNames() ? PRESENT : null);
        }
        rows.put(id, next.map(RowCodec::encode).orElse(null));
    }

    /** Takes off the index, and returns, the ids of rows that are due; at most {@code limit}. */
    List<String> takeDue(long nowMillis, int limit) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = due.range(null, dueKey(nowMillis + 1, ""))) {
            while (entries.hasNext() && keys.size() < limit) {
                keys.add(entries.next().key);
            }
        }
        List<String> ids = new ArrayList<>(keys.size());
        for (Bytes key : keys) {
            due.delete(key);
            ids.add(new String(key.get(), Long.BYTES, key.get().length - Long.BYTES, StandardCharsets.UTF_8));
        }
        return ids;
    }

    /** Puts a row that was taken as due back on the index, at the time that it says now. */
    void schedule(String id, JoinRow row) {
        due.put(dueKey(dueMillis.applyAsLong(row), id), PRESENT);
    }

    /** Ids of rows that wait for class names, from {@code from} on; at most {@code limit}. */
    List<String> waiting(Optional<String> from, int limit) {
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries =
                from.isPresent() ? waiting.range(from.get(), null) : waiting.all()) {
            while (entries.hasNext() && ids.size() < limit) {
                ids.add(entries.next().key);
            }
        }
        return ids;
    }

    private static Bytes dueKey(long millis, String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(Math.max(0, millis))
                .put(text)
                .array());
    }
}
