package io.plumbline.metrics.delay;

import java.util.Arrays;

/**
 * The fixed buckets that label delays are counted in: roughly log-spaced from one second to 180 days, finer from one day on, where
 * most slow labels lie. Fixed, so that counts of any partition, instance or year add up.
 *
 * <p>Bucket {@code i} holds delays above {@code upperMillis(i - 1)} up to and including {@code upperMillis(i)}, as Prometheus counts
 * {@code le}. The last one has no upper end.
 */
public final class DelayBuckets {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final long[] UPPER = {
        SECOND,
        2 * SECOND,
        3 * SECOND,
        5 * SECOND,
        7 * SECOND,
        10 * SECOND,
        15 * SECOND,
        20 * SECOND,
        30 * SECOND,
        45 * SECOND,
        MINUTE,
        90 * SECOND,
        2 * MINUTE,
        3 * MINUTE,
        5 * MINUTE,
        7 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        45 * MINUTE,
        HOUR,
        90 * MINUTE,
        2 * HOUR,
        3 * HOUR,
        4 * HOUR,
        6 * HOUR,
        8 * HOUR,
        12 * HOUR,
        16 * HOUR,
        DAY,
        36 * HOUR,
        2 * DAY,
        3 * DAY,
        4 * DAY,
        5 * DAY,
        6 * DAY,
        7 * DAY,
        8 * DAY,
        10 * DAY,
        12 * DAY,
        14 * DAY,
        17 * DAY,
        21 * DAY,
        25 * DAY,
        30 * DAY,
        37 * DAY,
        45 * DAY,
        60 * DAY,
        75 * DAY,
        90 * DAY,
        120 * DAY,
        150 * DAY,
        180 * DAY,
        Long.MAX_VALUE
    };

    /** How many there are. */
    public static final int COUNT = UPPER.length;

    private DelayBuckets() {}

    /** The bucket of a delay; a label that came before its prediction, so with a negative delay, is in bucket 0. */
    public static int of(long delayMillis) {
        int place = Arrays.binarySearch(UPPER, delayMillis);
        return place >= 0 ? place : -place - 1;
    }

    /** The largest delay in bucket {@code bucket}. */
    public static long upperMillis(int bucket) {
        return UPPER[bucket];
    }

    /** How many buckets end at or before {@code ageMillis}: what a prediction of that age can have been labelled in, in full. */
    public static int endedBy(long ageMillis) {
        int bucket = of(ageMillis);
        return UPPER[bucket] == ageMillis && bucket < COUNT - 1 ? bucket + 1 : bucket;
    }
}
