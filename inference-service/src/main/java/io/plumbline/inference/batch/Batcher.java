package io.plumbline.inference.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Groups items of many partitions by what may share a native call, in arrival order within a group.
 *
 * <p>When a group goes:
 * <ol>
 *   <li>when it is full;
 *   <li>without a backlog, when its oldest item has waited {@link BatchConfig#maxWait()} (which may be zero) and a worker
 *       is free, or about to be: while all are busy a batch that waits still grows, and one that was handed over does not; for {@link
 *       BatchConfig#backlogWait()} at most;
 *   <li>with a backlog, when its oldest item has waited {@link BatchConfig#backlogWait()}, since the records that fill it
 *       are already on their way;
 *   <li>when a deadline in it leaves no time to grow. Which of its items go then, {@link BatchSizing} says.
 * </ol>
 * Waiting is measured from the oldest item's arrival, so no item waits longer for having arrived first.
 *
 * <p>Which group goes first: the one whose oldest item is oldest, so a busy model cannot starve a rare one.
 *
 * <p>Bounded: {@link #offer} says no when {@code capacity} items wait; the caller then pauses its partitions.
 * <p>Threads: one, the poll thread. Cost of a call: the groups, not the items, unless a deadline is in danger.
 */
public final class Batcher<T> {
    /** For {@link #offer(BatchKey, Object, long)}: however late, it is in time. */
    public static final long NO_DEADLINE = Group.NO_DEADLINE;

    /** A worker that will be free within a turn of the caller's loop should find its next batch ready. */
    private static final long TURN_NANOS = 1_000_000;

    private final BatchConfig config;
    private final int capacity;
    private final LongSupplier nanoClock;
    private final BatchSizing sizing;
    private final long originNanos;
    private final long maxWaitNanos;
    private final long backlogWaitNanos;
    /** Never holds an empty group. */
    private final Map<BatchKey, Group<T>> groups = new LinkedHashMap<>();

    /** Emptied last; most often its key comes next, and its memory is of the right size. */
    private @Nullable Group<T> spare;

    private int waiting;
    private long offered;
    private long refused;
    private long dispatched;
    private long removed;
    private long expired;
    private long fullBatches;
    private long dueBatches;
    private long flushedBatches;

    /** @param nanoClock as {@link System#nanoTime()}: only differences count */
    public Batcher(BatchConfig config, int capacity, LongSupplier nanoClock) {
        this(config, capacity, nanoClock, BatchForecast.NONE);
    }

    /** @param forecast how long batches take; asked only about groups with a deadline */
    public Batcher(BatchConfig config, int capacity, LongSupplier nanoClock, BatchForecast forecast) {
        if (capacity < config.maxSize()) {
            throw new IllegalArgumentException(
                    "batcher capacity is " + capacity + ", expected >= batch.max.size " + config.maxSize());
        }
        this.config = config;
        this.capacity = capacity;
        this.nanoClock = nanoClock;
        this.sizing = new BatchSizing(config, forecast);
        this.originNanos = nanoClock.getAsLong();
        this.maxWaitNanos = config.maxWait().toNanos();
        this.backlogWaitNanos = config.backlogWait().toNanos();
    }

    /** Takes an item in, or says no because it is full. */
    public boolean offer(BatchKey key, T item) {
        return offer(key, item, NO_DEADLINE);
    }

    /**
     * Takes an item in, or says no because it is full.
     *
     * @param nanosLeft until its deadline, negative when that is past, or {@link #NO_DEADLINE}
     */
    public boolean offer(BatchKey key, T item, long nanosLeft) {
        if (waiting == capacity) {
            refused++;
            return false;
        }
        Group<T> group = groups.get(key);
        if (group == null) {
            group = newGroup(key);
            groups.put(key, group);
        }
        long now = now();
        group.add(item, now, nanosLeft >= NO_DEADLINE - now ? NO_DEADLINE : now + nanosLeft);
        waiting++;
        offered++;
        return true;
    }

    /** The next batch that should go now if a worker is free, or empty. */
    public Optional<Batch<T>> poll(boolean backlog) {
        return poll(backlog, 0);
    }

    /**
     * The next batch that should go now, or empty.
     *
     * @param backlog whether more records are known to be on their way
     * @param busyNanos how long until a worker is free; 0 when one is, or when nobody knows
     */
    public Optional<Batch<T>> poll(boolean backlog, long busyNanos) {
        long now = now();
        Group<T> chosen = null;
        for (Group<T> group : groups.values()) {
            if ((chosen == null || group.oldest() < chosen.oldest())
                    && nanosUntilDue(group, now, backlog, busyNanos) <= 0) {
                chosen = group;
            }
        }
        if (chosen == null) {
            return Optional.empty();
        }
        Batch<T> batch = take(chosen, now, now + busyNanos);
        if (!batch.items().isEmpty()) {
            if (batch.items().size() >= sizing.fullSize(chosen.key())) {
                fullBatches++;
            } else {
                dueBatches++;
            }
        }
        return Optional.of(batch);
    }

    /** The next batch whether it is due or not, or empty when nothing waits: for a shutdown or a lost partition. */
    public Optional<Batch<T>> flush() {
        Group<T> oldest = null;
        for (Group<T> group : groups.values()) {
            if (oldest == null || group.oldest() < oldest.oldest()) {
                oldest = group;
            }
        }
        if (oldest == null) {
            return Optional.empty();
        }
        long now = now();
        Batch<T> batch = take(oldest, now, now);
        if (!batch.items().isEmpty()) {
            flushedBatches++;
        }
        return Optional.of(batch);
    }

    /** How long until {@link #poll} has a batch if nothing else comes: 0 when it has one, empty when nothing waits. */
    public OptionalLong nanosUntilDue(boolean backlog) {
        if (groups.isEmpty()) {
            return OptionalLong.empty();
        }
        long now = now();
        long least = Long.MAX_VALUE;
        for (Group<T> group : groups.values()) {
            least = Math.min(least, nanosUntilDue(group, now, backlog, 0));
        }
        return OptionalLong.of(Math.max(0, least));
    }

    /** Forgets items, such as those of a partition that went to another instance; returns how many. */
    public int removeIf(Predicate<? super T> gone) {
        int count = 0;
        Iterator<Group<T>> each = groups.values().iterator();
        while (each.hasNext()) {
            Group<T> group = each.next();
            count += group.removeIf((item, deadline) -> gone.test(item));
            if (group.size() == 0) {
                each.remove();
            }
        }
        waiting -= count;
        removed += count;
        return count;
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
                waiting,
                groups.size(),
                offered,
                refused,
                dispatched,
                removed,
                expired,
                fullBatches,
                dueBatches,
                flushedBatches);
    }

    /** Nanoseconds since this batcher was made: unlike the clock's own, they do not wrap. */
    private long now() {
        return nanoClock.getAsLong() - originNanos;
    }

    private Group<T> newGroup(BatchKey key) {
        Group<T> group = spare;
        spare = null;
        return group != null && group.key().equals(key) ? group : new Group<>(key);
    }

    private long nanosUntilDue(Group<T> group, long now, boolean backlog, long busyNanos) {
        if (group.size() >= config.maxSize() || group.size() >= sizing.fullSize(group.key())) {
            return 0;
        }
        long age = now - group.oldest();
        long due = backlogWaitNanos - age;
        if (!backlog) {
            // Not for ever: the full batches of a busy model may keep every worker busy.
            due = Math.max(maxWaitNanos - age, Math.min(due, busyNanos - TURN_NANOS));
        }
        if (group.tightest() == NO_DEADLINE) {
            return due;
        }
        return Math.min(due, sizing.latestStart(group) - busyNanos - now);
    }

    private Batch<T> take(Group<T> group, long now, long start) {
        long oldestArrivalNanos = group.oldest() + originNanos;
        List<T> late = config.deadlines().dropExpired() && group.tightest() < now ? expire(group, now) : List.of();
        int count = group.size() == 0 ? 0 : sizing.choose(group, start);
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(group.removeFirst());
        }
        group.tighten(config.maxSize());
        if (group.size() == 0) {
            groups.remove(group.key());
            spare = group;
        }
        waiting -= count + late.size();
        dispatched += count;
        expired += late.size();
        return new Batch<>(group.key(), items, late, oldestArrivalNanos);
    }

    private static <T> List<T> expire(Group<T> group, long now) {
        List<T> late = new ArrayList<>();
        group.removeIf((item, deadline) -> deadline < now && late.add(item));
        return late;
    }
}
