package io.plumbline.inference.batch;

/**
 * Chooses how many of those that wait go into the next batch, so that as many as possible are answered in time.
 *
 * <p>1. Where every deadline holds with all that fit in, all that fit in go: the larger a batch, the cheaper a request.
 *
 * <p>2. Where one does not, sizes are compared by how many of those that wait would be in time if this batch went first
 * and full ones after it; of equals the larger wins. So a batch is cut short to keep a deadline, but never to save one
 * request at the price of many, and when nothing can be saved any more the batches are full. A rule that always
 * saved the first would run small batches just when large ones are needed to catch up.
 *
 * <p>3. With an objective for all, no batch is planned that takes more than half of it: what arrives while it runs waits
 * for its end, and needs the other half for itself.
 *
 * <p>Cost: nothing without deadlines; in case 2 some passes over at most {@value #HORIZON} full batches. Threads: one.
 */
final class BatchSizing {
    private static final int HORIZON = 4;

    private final int maxSize;
    private final long reserveNanos;
    private final long halfTargetNanos;
    private final BatchForecast forecast;

    BatchSizing(BatchConfig config, BatchForecast forecast) {
        this.maxSize = config.maxSize();
        this.reserveNanos = config.deadlines().reserve().toNanos();
        this.halfTargetNanos = (config.deadlines().target().toNanos() - reserveNanos) / 2;
        this.forecast = forecast;
    }

    /** A group of that many need not wait for more: the most that fit in, and at most half of the objective. */
    int fullSize(BatchKey key) {
        if (halfTargetNanos <= 0 || forecast.nanos(key, maxSize) <= halfTargetNanos) {
            return maxSize;
        }
        int size = Integer.highestOneBit(maxSize);
        while (size > 1 && forecast.nanos(key, size) > halfTargetNanos) {
            size /= 2;
        }
        return size;
    }

    /** When a worker must take what waits, at the latest, if it is to grow to the next size and still be in time. */
    long latestStart(Group<?> group) {
        int grown = Math.min(maxSize, 2 * Integer.highestOneBit(group.size()));
        return group.tightest() == Group.NO_DEADLINE
                ? Group.NO_DEADLINE
                : group.tightest() - reserveNanos - forecast.nanos(group.key(), grown);
    }

    /**
     * How many of the first go.
     *
     * @param startNanos when a worker will take them, on the clock of the group's times
     */
    int choose(Group<?> group, long startNanos) {
        int most = Math.min(group.size(), maxSize);
        if (group.tightest() == Group.NO_DEADLINE) {
            return most;
        }
        long seen = startNanos + reserveNanos;
        int fullSize = fullSize(group.key());
        int full = Math.min(most, fullSize);
        if (seen + forecast.nanos(group.key(), full) <= group.tightest()) {
            return full;
        }
        int best = full;
        int bestInTime = inTime(group, seen, full, fullSize);
        for (int size = Integer.highestOneBit(full); size >= 1; size /= 2) {
            int inTime = inTime(group, seen, size, fullSize);
            if (inTime > bestInTime) {
                best = size;
                bestInTime = inTime;
            }
        }
        return bestInTime == 0 ? most : best;
    }

    private int inTime(Group<?> group, long seen, int first, int others) {
        int horizon = (int) Math.min(group.size(), (long) HORIZON * maxSize);
        int inTime = 0;
        long done = seen;
        int at = 0;
        int size = first;
        while (at < horizon) {
            int end = Math.min(horizon, at + size);
            done += forecast.nanos(group.key(), end - at);
            for (; at < end; at++) {
                if (group.deadline(at) >= done) {
                    inTime++;
                }
            }
            size = others;
        }
        return inTime;
    }
}
