package io.plumbline.inference.batch;

import io.plumbline.inference.batch.TimeCurve.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long a batch of one version takes on its device, by size, learnt from the calls themselves.
 *
 * <p>How: a call falls into the bucket of its size, one for each size that is warmed up. A bucket remembers its last
 * {@value #WINDOW} calls; their mean size and the {@value #QUANTILE} quantile of their times are one point of the {@link
 * TimeCurve curve} that foretells every size. A quantile of a window rather than a mean: one call in twenty may meet a
 * garbage collection without anybody believing it, and what lasts is believed after a few dozen calls.
 *
 * <p>A bucket is trusted once it saw {@value #TRUSTED} calls, the last of them within {@value #FRESH} calls of the
 * version. What is not trusted is held between its trusted neighbours, so that a slow first run, or an hour when the
 * machine was busy, keeps no size from ever being tried again.
 *
 * <p>Units: sizes in requests, whose rows may differ (a ranking has one per candidate): the quantile covers the usual
 * ones. Times in nanoseconds. Memory: bounded by the buckets. Threads: any.
 */
public final class BatchTimes {
    static final int WINDOW = 64;
    static final double QUANTILE = 0.95;
    static final int TRUSTED = 8;
    static final int FRESH = 1024;

    /** Learning one call in so many is enough for a full window, and spares the sorting. */
    private static final int RELEARN = 8;

    private final Bucket[] buckets;
    private long calls;
    private volatile TimeCurve curve = TimeCurve.UNKNOWN;

    /** @param sizes the buckets' largest sizes, ascending, such as {@link BatchConfig#buckets()} */
    public BatchTimes(List<Integer> sizes) {
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("batch sizes are [], expected at least one");
        }
        this.buckets = new Bucket[sizes.size()];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket(sizes.get(i));
        }
    }

    /** Learns from one call; a size beyond the last bucket counts for that one. */
    public void observe(int size, long nanos) {
        if (size < 1 || nanos < 0) {
            throw new IllegalArgumentException(
                    "a batch of " + size + " took " + nanos + " ns, expected a size >= 1 and a time >= 0");
        }
        synchronized (this) {
            calls++;
            Bucket bucket = bucket(size);
            bucket.add(size, nanos, calls);
            if (bucket.seen <= WINDOW / 2 || calls % RELEARN == 0) {
                curve = learnt();
            }
        }
    }

    /** What a batch of that size takes at most, in nineteen of twenty cases; 0 while nothing is known. */
    public long nanos(int size) {
        return curve.nanos(size);
    }

    /** What each bucket's full size takes; empty while nothing is known. */
    public SortedMap<Integer, Duration> byBucket() {
        SortedMap<Integer, Duration> times = new TreeMap<>();
        TimeCurve now = curve;
        if (now != TimeCurve.UNKNOWN) {
            for (Bucket bucket : buckets) {
                times.put(bucket.largest, Duration.ofNanos(now.nanos(bucket.largest)));
            }
        }
        return times;
    }

    private Bucket bucket(int size) {
        for (Bucket bucket : buckets) {
            if (size <= bucket.largest) {
                return bucket;
            }
        }
        return buckets[buckets.length - 1];
    }

    private TimeCurve learnt() {
        List<Point> points = new ArrayList<>(buckets.length);
        for (Bucket bucket : buckets) {
            if (bucket.seen > 0) {
                points.add(bucket.point(calls));
            }
        }
        return TimeCurve.through(points);
    }

    /** The last calls of about one size. */
    private static final class Bucket {
        private final int largest;
        private final int[] sizes = new int[WINDOW];
        private final long[] nanos = new long[WINDOW];
        private long seen;
        private long lastCall;
        private boolean changed;
        private double meanSize;
        private long quantile;

        Bucket(int largest) {
            this.largest = largest;
        }

        void add(int size, long took, long call) {
            int at = (int) (seen % WINDOW);
            sizes[at] = size;
            nanos[at] = took;
            seen++;
            lastCall = call;
            changed = true;
        }

        Point point(long now) {
            if (changed) {
                int count = (int) Math.min(seen, WINDOW);
                long[] sorted = Arrays.copyOf(nanos, count);
                Arrays.sort(sorted);
                quantile = sorted[(int) Math.ceil(QUANTILE * count) - 1];
                meanSize = Arrays.stream(sizes, 0, count).average().orElse(largest);
                changed = false;
            }
            return new Point(meanSize, quantile, seen >= TRUSTED && now - lastCall < FRESH);
        }
    }
}
