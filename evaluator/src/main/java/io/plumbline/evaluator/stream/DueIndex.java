package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which rows want to be looked at, and when: ids in lists, one or more for every second in which any is due. A list is filled
 * in place while the store holds it back, so that many rows cost one write. An entry is never taken back; a row that is looked
 * at too early is put on the index anew.
 *
 * <p>Threads: one at a time.
 */
final class DueIndex {
    private static final long SECOND = 1_000;
    private static final int FIRST_BYTES = 64;
    private static final int MOST_BYTES = 4 * 1024;
    private static final int HEADER_BYTES = Integer.BYTES;
    private static final int OPEN_LISTS = 256;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Long, OpenList> open = new OpenLists();
    private final StoredBytes entry = new StoredBytes();
    /** Tells this life's lists from those of earlier ones, which are never added to. */
    private final long life = new SplittableRandom().nextLong();

    private long lists;

    DueIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** A row that is due at a time. */
    record Due(String id, long millis) {}

    private static final class OpenList {
        final Bytes key;
        byte[] bytes = new byte[FIRST_BYTES];
        int length = HEADER_BYTES;

        OpenList(Bytes key) {
            this.key = key;
        }
    }

    /** The newest lists; those that fall out are as complete as any, only not added to. */
    private static final class OpenLists extends LinkedHashMap<Long, OpenList> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, OpenList> eldest) {
            return size() > OPEN_LISTS;
        }
    }

    /** @param dueMillis since the epoch, not negative */
    void add(String id, long dueMillis) {
        long second = dueMillis / SECOND;
        entry.clear().text(id).number(dueMillis % SECOND);
        OpenList list = open.get(second);
        if (list == null || list.length + entry.length() > Math.max(MOST_BYTES, list.bytes.length)) {
            list = new OpenList(key(second));
            open.put(second, list);
        }
        int needed = list.length + entry.length();
        if (needed > list.bytes.length) {
            list.bytes = Arrays.copyOf(list.bytes, Math.max(needed, Math.min(MOST_BYTES, 2 * list.bytes.length)));
        }
        entry.copyTo(list.bytes, list.length);
        list.length = needed;
        ByteBuffer.wrap(list.bytes).putInt(0, needed);
        store.put(list.key, list.bytes);
    }

    private Bytes key(long second) {
        return Bytes.wrap(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(second)
                .putLong(life)
                .putLong(lists++)
                .array());
    }

    /** Takes off the index what is due: whole lists, until there are {@code enough} or no more. */
    List<String> take(long nowMillis, int enough) {
        List<Due> seen = new ArrayList<>();
        List<Bytes> taken = new ArrayList<>();
        long thisSecond = nowMillis / SECOND;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(
                null,
                Bytes.wrap(
                        ByteBuffer.allocate(Long.BYTES).putLong(thisSecond + 1).array()))) {
            while (entries.hasNext() && seen.size() < enough) {
                KeyValue<Bytes, byte[]> list = entries.next();
                taken.add(list.key);
                read(list, seen);
            }
        }
        for (Bytes key : taken) {
            store.delete(key);
            open.remove(ByteBuffer.wrap(key.get()).getLong());
        }
        List<String> ids = new ArrayList<>(seen.size());
        for (Due due : seen) {
            if (due.millis() <= nowMillis) {
                ids.add(due.id());
            } else {
                add(due.id(), due.millis());
            }
        }
        return ids;
    }

    private static void read(KeyValue<Bytes, byte[]> list, List<Due> to) {
        long start = ByteBuffer.wrap(list.key.get()).getLong() * SECOND;
        int length = ByteBuffer.wrap(list.value).getInt(0);
        StoredReader in = new StoredReader(list.value, HEADER_BYTES, length - HEADER_BYTES);
        while (in.hasMore()) {
            String id = in.text();
            to.add(new Due(id, start + in.number(0, (int) SECOND - 1)));
        }
    }
}
