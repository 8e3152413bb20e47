package io.plumbline.inference.batch;

import org.jspecify.annotations.Nullable;

/**
 * The items of one kind that wait, in arrival order: a ring of plain arrays, so that an item that comes costs no
 * allocation.
 *
 * <p>Times are nanoseconds on any one clock that does not wrap. Threads: one.
 */
final class Group<T> {
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private final BatchKey key;
    private @Nullable Object[] items = new Object[64];
    private long[] arrivals = new long[items.length];
    private long[] deadlines = new long[items.length];
    private int head;
    private int size;
    private int timed;
    private long tightest = NO_DEADLINE;

    /** Picks items. */
    @FunctionalInterface
    interface Which<T> {
        boolean picks(T item, long deadline);
    }

    Group(BatchKey key) {
        this.key = key;
    }

    BatchKey key() {
        return key;
    }

    int size() {
        return size;
    }

    void add(T item, long arrival, long deadline) {
        if (size == items.length) {
            grow();
        }
        int at = at(size);
        items[at] = item;
        arrivals[at] = arrival;
        deadlines[at] = deadline;
        size++;
        timed += deadline == NO_DEADLINE ? 0 : 1;
        tightest = Math.min(tightest, deadline);
    }

    /** Arrival of the first item; there must be one. */
    long oldest() {
        return arrivals[head];
    }

    /** No deadline in it is earlier, or {@link #NO_DEADLINE}. */
    long tightest() {
        return tightest;
    }

    long deadline(int index) {
        return deadlines[at(index)];
    }

    /** Takes the first item out; when the last of several is out, {@link #tighten} must follow. */
    T removeFirst() {
        T item = item(head);
        items[head] = null;
        timed -= deadlines[head] == NO_DEADLINE ? 0 : 1;
        head = at(1);
        size--;
        return item;
    }

    /** Finds the tightest deadline anew, among the first so many. */
    void tighten(int among) {
        long found = NO_DEADLINE;
        if (timed > 0) {
            for (int i = 0; i < Math.min(size, among); i++) {
                found = Math.min(found, deadline(i));
            }
        }
        tightest = found;
    }

    /** Removes the items picked, which are asked about in their order; returns how many. */
    int removeIf(Which<? super T> which) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int from = at(i);
            if (which.picks(item(from), deadlines[from])) {
                timed -= deadlines[from] == NO_DEADLINE ? 0 : 1;
                continue;
            }
            int to = at(kept++);
            items[to] = items[from];
            arrivals[to] = arrivals[from];
            deadlines[to] = deadlines[from];
        }
        for (int i = kept; i < size; i++) {
            items[at(i)] = null;
        }
        int removed = size - kept;
        size = kept;
        tighten(size);
        return removed;
    }

    private int at(int index) {
        int at = head + index;
        return at < items.length ? at : at - items.length;
    }

    @SuppressWarnings("unchecked") // Only add() puts items in.
    private T item(int at) {
        Object item = items[at];
        if (item == null) {
            throw new IllegalStateException("group " + key + " has no item at " + at + " of " + size);
        }
        return (T) item;
    }

    private void grow() {
        @Nullable Object[] oldItems = items;
        long[] oldArrivals = arrivals;
        long[] oldDeadlines = deadlines;
        int length = Math.multiplyExact(2, size);
        items = new Object[length];
        arrivals = new long[length];
        deadlines = new long[length];
        int first = size - head;
        System.arraycopy(oldItems, head, items, 0, first);
        System.arraycopy(oldArrivals, head, arrivals, 0, first);
        System.arraycopy(oldDeadlines, head, deadlines, 0, first);
        System.arraycopy(oldItems, 0, items, first, head);
        System.arraycopy(oldArrivals, 0, arrivals, first, head);
        System.arraycopy(oldDeadlines, 0, deadlines, first, head);
        head = 0;
    }
}
