package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.join.JoinRow;
import io.plumbline.evaluator.join.RowCodec;
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
 * <p>Threads: one at a time.
 */
final class Rows {
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> rows;
    private final DueIndex due;
    private final KeyValueStore<String, byte[]> waiting;
    private final RowCodec codec;
    private final ToLongFunction<JoinRow> dueMillis;

    Rows(
            KeyValueStore<Bytes, byte[]> rows,
            DueIndex due,
            KeyValueStore<String, byte[]> waiting,
            RowCodec codec,
            ToLongFunction<JoinRow> dueMillis) {
        this.rows = rows;
        this.due = due;
        this.waiting = waiting;
        this.codec = codec;
        this.dueMillis = dueMillis;
    }

    /** The row of that id; the empty row if there is none. */
    JoinRow get(String id) {
        byte[] bytes = rows.get(key(id));
        return bytes == null ? JoinRow.EMPTY : codec.decode(bytes);
    }

    /**
     * Replaces {@code old}, which {@link #get} gave, by {@code next}, or removes it.
     *
     * @param limited whether a row may be too large: not where time alone makes it a few bytes longer
     * @return false if the new row is too large to be stored; then nothing has changed
     */
    boolean replace(String id, JoinRow old, Optional<JoinRow> next, boolean limited) {
        JoinRow row = next.orElse(JoinRow.EMPTY);
        if (row.equals(old)) {
            return true;
        }
        byte[] bytes = next.map(codec::encode).orElse(null);
        if (limited && bytes != null && bytes.length > RowCodec.MAX_BYTES) {
            return false;
        }
        // A row that is due later than it was is looked at when it was due, and put back then: that is one write less.
        if (next.isPresent() && (old.isEmpty() || dueMillis.applyAsLong(row) < dueMillis.applyAsLong(old))) {
            due.add(id, dueMillis.applyAsLong(row));
        }
        if (row.awaitsNames() != old.awaitsNames()) {
            waiting.put(id, row.awaitsNames() ? PRESENT : null);
        }
        rows.put(key(id), bytes);
        return true;
    }

    /** Takes off the index, and returns, the ids of rows that are due; about {@code enough}. */
    List<String> takeDue(long nowMillis, int enough) {
        return due.take(nowMillis, enough);
    }

    /** Puts a row that was taken as due back on the index, at the time that it says now. */
    void schedule(String id, JoinRow row) {
        due.add(id, dueMillis.applyAsLong(row));
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

    private static Bytes key(String id) {
        return Bytes.wrap(id.getBytes(StandardCharsets.UTF_8));
    }
}
