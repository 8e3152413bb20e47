package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.evaluator.tally.Progress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a partition's predictions and labels were read: the offsets after the last records, or -1 where there was none yet.
 *
 * <p>Threads: one at a time.
 */
final class Positions {
    private static final long UNREAD = -1;

    private long predictions = UNREAD;
    private long labels = UNREAD;
    private boolean changed = true;

    /** A record was read. */
    void read(boolean isLabel, long offset) {
        if (isLabel) {
            labels = offset + 1;
        } else {
            predictions = offset + 1;
        }
        changed = true;
    }

    long predictions() {
        return predictions;
    }

    long labels() {
        return labels;
    }

    /** Goes on from what was stored; positions only grow. */
    void restore(long storedPredictions, long storedLabels) {
        predictions = Math.max(predictions, storedPredictions);
        labels = Math.max(labels, storedLabels);
    }

    void restore(byte[] stored) {
        StoredReader in = new StoredReader(stored);
        restore(in.number(), in.number());
        in.end();
    }

    byte[] toBytes() {
        return new StoredBytes().number(predictions).number(labels).toBytes();
    }

    /**
     * What to say with the tallies that are published now; empty when nothing has changed since it was last said.
     *
     * @param clock see {@link Progress#clockMillis()}
     * @param published whether tallies or panes were
     */
    Optional<Progress> progress(int partition, OptionalLong clock, boolean published) {
        if (!changed && !published) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(new Progress(partition, Math.max(0, predictions), Math.max(0, labels), clock));
    }
}
