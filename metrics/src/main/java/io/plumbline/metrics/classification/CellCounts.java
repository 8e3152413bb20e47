package io.plumbline.metrics.classification;

import java.util.Arrays;

/**
 * How often each (actual, predicted) pair occurred: an open-addressed hash table of longs, because a boxed map costs several
 * objects a record.
 *
 * <p>A cell that went back to zero is invisible at once and its place is given back at the next growth.
 */
final class CellCounts {
    private static final int FIRST_CAPACITY = 64;
    /** No pair: class indices are not negative, so a key is not either. */
    private static final long EMPTY = -1;

    private long[] keys = new long[FIRST_CAPACITY];
    private long[] counts = new long[FIRST_CAPACITY];
    private int used;

    CellCounts() {
        Arrays.fill(keys, EMPTY);
    }

    static long key(int actual, int predicted) {
        return (long) actual << Integer.SIZE | predicted;
    }

    static int actual(long key) {
        return (int) (key >>> Integer.SIZE);
    }

    static int predicted(long key) {
        return (int) key;
    }

    long get(long key) {
        return counts[place(key)];
    }

    void add(long key, long amount) {
        int place = place(key);
        if (keys[place] == EMPTY) {
            // At most half full, so that a search ends soon.
            if (2 * (used + 1) > keys.length) {
                rebuild();
                place = place(key);
            }
            keys[place] = key;
            used++;
        }
        counts[place] += amount;
    }

    /** The pairs that occurred, ascending by actual, then predicted. */
    long[] sortedKeys() {
        long[] sorted = new long[used];
        int found = 0;
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] != 0) {
                sorted[found++] = keys[i];
            }
        }
        sorted = Arrays.copyOf(sorted, found);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Where {@code key} is, or the free place where it would go, which counts 0. */
    private int place(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: spreads neighbouring keys (Knuth, TAOCP 3, 6.4)
        int place = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[place] != key && keys[place] != EMPTY) {
            place = (place + 1) & (keys.length - 1);
        }
        return place;
    }

    private void rebuild() {
        long[] living = sortedKeys();
        long[] amounts = new long[living.length];
        for (int i = 0; i < living.length; i++) {
            amounts[i] = get(living[i]);
        }
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(living.length + 1) * 4);
        keys = new long[capacity];
        counts = new long[capacity];
        used = 0;
        Arrays.fill(keys, EMPTY);
        for (int i = 0; i < living.length; i++) {
            add(living[i], amounts[i]);
        }
    }
}
