package io.plumbline.inference.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The requests of one partition between poll and commit, in offset order, for as long as the partition is held and not
 * rewound. Answers may come in any order; they leave in this one.
 *
 * <p>Threads: the poll thread.
 */
final class PartitionLog {
    private final TopicPartition partition;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final List<Pending> ready = new ArrayList<>();
    private int sent;
    private boolean open = true;
    private long bytes;

    PartitionLog(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    void add(Pending pending) {
        waiting.addLast(pending);
        bytes += pending.bytes();
    }

    /** The answered requests before the first unanswered one; they may be committed, all or none. */
    List<Pending> ready() {
        Pending first = waiting.peekFirst();
        while (first != null && first.ended()) {
            ready.add(waiting.removeFirst());
            first = waiting.peekFirst();
        }
        return ready;
    }

    void takeUnsent(Consumer<Pending> sending) {
        List<Pending> all = ready();
        while (sent < all.size()) {
            sending.accept(all.get(sent++));
        }
    }

    void unsend() {
        sent = 0;
    }

    boolean anySent() {
        return sent > 0;
    }

    /** Forgets what {@link #ready()} gave: it was committed. */
    void committed() {
        for (Pending pending : ready) {
            bytes -= pending.bytes();
        }
        ready.clear();
        sent = 0;
    }

    /** The timestamp of the first request held. */
    long firstMillis() {
        Pending first = ready.isEmpty() ? waiting.getFirst() : ready.get(0);
        return first.record().timestampMillis();
    }

    int size() {
        return waiting.size() + ready.size();
    }

    /** Bytes of the keys and values held. */
    long bytes() {
        return bytes;
    }

    /** Ends this assignment; what comes for it from now on is dropped. */
    int close() {
        open = false;
        int dropped = size();
        waiting.clear();
        ready.clear();
        sent = 0;
        bytes = 0;
        return dropped;
    }

    boolean open() {
        return open;
    }
}
