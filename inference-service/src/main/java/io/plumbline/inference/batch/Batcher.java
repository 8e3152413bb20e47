package io.plumbline.inference.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Groups items of many partitions by what may share a native call, in arrival order within a group.
 *
 * <p>When a group goes: when it is full; without a backlog, when its oldest item has waited {@link
 * BatchConfig#maxWait()} (which may be zero: at once); with a backlog, when its oldest item has waited {@link
 * BatchConfig#backlogWait()}, since the records that fill it are already on their way. Waiting is measured from the
 * oldest item's arrival, so no item waits longer for having arrived first.
 *
 * <p>Which group goes first: the one whose oldest item is oldest, so a busy model cannot starve a rare one.
 *
 * <p>Bounded: {@link #offer} says no when {@code capacity} items wait; the caller then pauses its partitions.
 * <p>Threads: one, the poll thread.
 */
public final class Batcher<T> {
    private final BatchConfig config;
    private final int capacity;
    private final LongSupplier nanoClock;
    /** Never holds an empty group. */
    private final Map<BatchKey, ArrayDeque<Waiting<T>>> groups = new LinkedHashMap<>();

    private int waiting;
    private long offered;
    private long refused;
    private long dispatched;
    private long removed;
    private long fullBatches;
    private long dueBatches;
    private long flushedBatches;

    /** @param nanoClock as {@link System#nanoTime()}: only differences count */
    public Batcher(BatchConfig config, int capacity, LongSupplier nanoClock) {
        if (capacity < config.maxSize()) {
            throw new IllegalArgumentException(
                    "batcher capacity is " + capacity + ", expected >= batch.max.size " + config.maxSize());
        }
        this.config = config;
        this.capacity = capacity;
        this.nanoClock = nanoClock;
    }

    /** Takes an item in, or says no because it is full. */
    public boolean offer(BatchKey key, T item) {
        if (waiting == capacity) {
            refused++;
            return false;
        }
        groups.computeIfAbsent(key, absent -> new ArrayDeque<>()).add(new Waiting<>(item, nanoClock.getAsLong()));
        waiting++;
        offered++;
        return true;
    }

    /**
     * The next batch that should go now, or empty.
     *
     * @param backlog whether more records are known to be on their way
     */
    public Optional<Batch<T>> poll(boolean backlog) {
        long now = nanoClock.getAsLong();
        BatchKey chosen = null;
        long chosenAge = Long.MIN_VALUE;
        for (Map.Entry<BatchKey, ArrayDeque<Waiting<T>>> group : groups.entrySet()) {
            long age = now - group.getValue().getFirst().arrivalNanos();
            boolean goes = isFull(group.getValue()) || age >= patienceNanos(backlog);
            if (goes && age > chosenAge) {
                chosen = group.getKey();
                chosenAge = age;
            }
        }
        if (chosen == null) {
            return Optional.empty();
        }
        Batch<T> batch = take(chosen);
        if (batch.items().size() == config.maxSize()) {
            fullBatches++;
        } else {
            dueBatches++;
        }
        return Optional.of(batch);
    }

    /** The next batch whether it is due or not, or empty when nothing waits: for a shutdown or a lost partition. */
    public Optional<Batch<T>> flush() {
        BatchKey oldest = null;
        long oldestAge = Long.MIN_VALUE;
        long now = nanoClock.getAsLong();
        for (Map.Entry<BatchKey, ArrayDeque<Waiting<T>>> group : groups.entrySet()) {
            long age = now - group.getValue().getFirst().arrivalNanos();
            if (age > oldestAge) {
                oldest = group.getKey();
                oldestAge = age;
            }
        }
        if (oldest == null) {
            return Optional.empty();
        }
        flushedBatches++;
        return Optional.of(take(oldest));
    }

    /** How long until {@link #poll} has a batch if nothing else comes: 0 when it has one, empty when nothing waits. */
    public OptionalLong nanosUntilDue(boolean backlog) {
        long now = nanoClock.getAsLong();
        return groups.values().stream()
                .mapToLong(group -> isFull(group)
                        ? 0
                        : Math.max(
                                0,
                                patienceNanos(backlog) - (now - group.getFirst().arrivalNanos())))
                .min();
    }

    /** Forgets items, such as those of a partition that went to another instance; returns how many. */
    public int removeIf(Predicate<? super T> gone) {
        int before = waiting;
        Iterator<ArrayDeque<Waiting<T>>> each = groups.values().iterator();
        while (each.hasNext()) {
            ArrayDeque<Waiting<T>> group = each.next();
            int size = group.size();
            group.removeIf(entry -> gone.test(entry.item()));
            waiting -= size - group.size();
            if (group.isEmpty()) {
                each.remove();
            }
        }
        removed += before - waiting;
        return before - waiting;
    }

    /** How many items wait. */
    public int size() {
        return waiting;
    }

    public boolean isFull() {
        return waiting == capacity;
    }

    public BatchSnapshot snapshot() {
        return new BatchSnapshot(
                waiting, groups.size(), offered, refused, dispatched, removed, fullBatches, dueBatches, flushedBatches);
    }

    private Batch<T> take(BatchKey key) {
        ArrayDeque<Waiting<T>> group = groups.get(key);
        if (group == null) {
            throw new IllegalStateException("no group " + key + ", expected one that waits");
        }
        long oldestArrivalNanos = group.getFirst().arrivalNanos();
        List<T> items = new ArrayList<>(Math.min(group.size(), config.maxSize()));
        while (items.size() < config.maxSize() && !group.isEmpty()) {
            items.add(group.removeFirst().item());
        }
        if (group.isEmpty()) {
            groups.remove(key);
        }
        waiting -= items.size();
        dispatched += items.size();
        return new Batch<>(key, items, oldestArrivalNanos);
    }

    private boolean isFull(ArrayDeque<Waiting<T>> group) {
        return group.size() >= config.maxSize();
    }

    private long patienceNanos(boolean backlog) {
        return (backlog ? config.backlogWait() : config.maxWait()).toNanos();
    }

    private record Waiting<T>(T item, long arrivalNanos) {}
}
