package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import org.jspecify.annotations.Nullable;

/**
 * A request between poll and commit. It belongs to one assignment of its partition: when that ends, the request is
 * dropped with its log, and an answer that still comes for it goes nowhere.
 *
 * <p>Threads: the poll thread, but for {@link #record} and {@link #request}, which workers read.
 */
final class Pending {
    private final PartitionLog log;
    private final WireRecord record;
    private final @Nullable Request request;
    private final long polledNanos;
    private final int bytes;
    private @Nullable Outcome outcome;
    private long deadlineMillis = Deadlines.NONE;
    private int limitBytes = Integer.MAX_VALUE;

    /** @param request what the record asks, or null when it could not be read and is dead already */
    Pending(PartitionLog log, WireRecord record, @Nullable Request request, long polledNanos) {
        this.log = log;
        this.record = record;
        this.request = request;
        this.polledNanos = polledNanos;
        this.bytes = size(record);
    }

    WireRecord record() {
        return record;
    }

    Request request() {
        if (request == null) {
            throw new IllegalStateException("record " + record.where() + " holds no request");
        }
        return request;
    }

    long polledNanos() {
        return polledNanos;
    }

    boolean ended() {
        return outcome != null;
    }

    Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("record " + record.where() + " has not ended");
        }
        return outcome;
    }

    /** Size of its key, value and headers. */
    int bytes() {
        return bytes;
    }

    private static int size(WireRecord record) {
        long size = length(record.key()) + length(record.value());
        for (WireHeader header : record.headers()) {
            size += header.name().length() + length(header.value());
        }
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** When its answer is due, since the epoch, or {@link Deadlines#NONE}. */
    long deadlineMillis() {
        return deadlineMillis;
    }

    void due(long millis) {
        deadlineMillis = millis;
    }

    void end(Outcome ended) {
        outcome = ended;
    }

    /** The largest record that may leave for it. */
    int limitBytes() {
        return limitBytes;
    }

    /** The broker took a record of {@code limitBytes} for too large; the next must be no larger than half of it. */
    void halve(int triedBytes) {
        limitBytes = Math.min(limitBytes, triedBytes) / 2;
    }

    /** Whether its partition is still held as it was when the record was polled. */
    boolean current() {
        return log.open();
    }
}
