package io.plumbline.inference.control;

import io.plumbline.contracts.control.ServedFrom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * From which offset of each partition the last few generations of each model served on this instance.
 *
 * <p>A table changes between two batches, so the first record that a generation is handed marks where it began; one that
 * is handed to it again after a rewind, from further back, moves the mark back.
 *
 * <p>Threads: {@link #of} and {@link Mark#note} from the poll thread; all else from any. Cost: a comparison per record.
 */
public final class ServingMarks {
    /** Enough to see a swap, its rollback and what went before. */
    static final int KEPT = 4;

    private final Map<String, List<Mark>> byModel = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    ServingMarks() {}

    /** Where the records that a roster is handed are noted. */
    public Mark of(Roster roster) {
        List<Mark> marks = byModel.getOrDefault(roster.model(), List.of());
        if (!marks.isEmpty() && marks.get(0).generation == roster.generation()) {
            return marks.get(0);
        }
        Mark fresh = new Mark(roster.generation(), roster.versions());
        byModel.put(
                roster.model(),
                Stream.concat(Stream.of(fresh), marks.stream()).limit(KEPT).toList());
        return fresh;
    }

    /** What is known of a model, newest generation first. */
    List<ServedFrom> served(String model) {
        return byModel.getOrDefault(model, List.of()).stream()
                .map(mark -> new ServedFrom(mark.generation, mark.versions, mark.offsets))
                .toList();
    }

    /** Grows with every mark that is set or moved. */
    long changes() {
        return changes.get();
    }

    /** The model is withdrawn; its generations begin anew when it comes back. */
    void forget(String model) {
        byModel.remove(model);
    }

    /** One generation's marks. */
    public final class Mark {
        private static final long NONE = Long.MAX_VALUE;

        private final long generation;
        private final List<String> versions;
        private long[] lowest = {};
        private volatile Map<Integer, Long> offsets = Map.of();

        Mark(long generation, List<String> versions) {
            this.generation = generation;
            this.versions = versions;
        }

        /** A record of the requests topic is handed to this generation. */
        public void note(int partition, long offset) {
            if (partition >= lowest.length) {
                int known = lowest.length;
                lowest = Arrays.copyOf(lowest, partition + 1);
                Arrays.fill(lowest, known, lowest.length, NONE);
            }
            if (offset < lowest[partition]) {
                lowest[partition] = offset;
                Map<Integer, Long> newer = new TreeMap<>(offsets);
                newer.put(partition, offset);
                offsets = newer;
                changes.incrementAndGet();
            }
        }
    }
}
