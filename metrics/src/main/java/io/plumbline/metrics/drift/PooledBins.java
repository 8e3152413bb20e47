package io.plumbline.metrics.drift;

import java.util.Arrays;

/**
 * The counts of a stream and its reference in bins that all hold enough to be judged by.
 *
 * <ol>
 *   <li>Cochran's rule: a bin is judged by itself if at least {@value #LEAST_EXPECTED} values would be expected in it on the smaller
 *       side, were both alike. The others, missing values among them, are one bin together; if that is still too rare, the smallest
 *       other bin joins it.
 *   <li>A reference has no values outside of itself, by construction. Of a fresh sample, though, a part of 1/m each is expected below and
 *       above m numbers, and it varies like an exponential: larger than {@value #LEAST_UNSEEN}/m once in e^{@value #LEAST_UNSEEN} times.
 *       Only a larger part is judged by itself. A smaller one belongs to the first or last bin, where the reference's own least and
 *       largest are. Unknown categories always belong to the rare ones, as Good and Turing would have it: a rare category that the
 *       stream brings is one that the reference has, or just not.
 * </ol>
 *
 * <p>Source: Cochran (1954), Some methods for strengthening the common chi-squared tests.
 */
final class PooledBins {
    private static final double LEAST_EXPECTED = 5;
    private static final double LEAST_UNSEEN = 12;

    private final long[] live;
    private final long[] base;
    /** How many values a value counts for on the smaller side, and in the reference, each divided by the values a record. */
    private final double smaller;

    private final double inReference;
    private int size;

    private PooledBins(long[] live, long[] base, double perRecord) {
        this.live = live;
        this.base = base;
        double n = ReferenceComparison.total(live);
        double m = ReferenceComparison.total(base);
        smaller = Math.min(n, m) / (n + m) / perRecord;
        inReference = m / n / perRecord;
    }

    /**
     * Pools the bins of a {@link ReferenceBins}.
     *
     * @param perRecord values a record: so many count as one
     */
    static PooledBins of(long[] live, long[] base, boolean numeric, double perRecord) {
        PooledBins pooled = new PooledBins(live.clone(), base.clone(), perRecord);
        int unseen = live.length - 2;
        if (numeric) {
            pooled.fold(0, 1);
            pooled.fold(unseen, unseen - 1);
        }
        pooled.pool(numeric ? -1 : unseen);
        return pooled;
    }

    private void fold(int outside, int neighbour) {
        if (!judgedByItself(live[outside])) {
            live[neighbour] += live[outside];
            live[outside] = 0;
        }
    }

    private boolean judgedByItself(long unseen) {
        return unseen * inReference >= LEAST_UNSEEN && unseen * smaller >= LEAST_EXPECTED;
    }

    /** Moves the bins that stand to the front, and behind them the pool of the others. */
    private void pool(int always) {
        long rareLive = 0;
        long rareBase = 0;
        for (int bin = 0; bin < live.length; bin++) {
            if (bin != always && (live[bin] + base[bin]) * smaller >= LEAST_EXPECTED) {
                live[size] = live[bin];
                base[size++] = base[bin];
            } else {
                rareLive += live[bin];
                rareBase += base[bin];
            }
        }
        while (size > 0 && rareLive + rareBase > 0 && !stands(rareLive, rareBase)) {
            int smallest = smallest();
            rareLive += live[smallest];
            rareBase += base[smallest];
            size--;
            live[smallest] = live[size];
            base[smallest] = base[size];
        }
        if (rareLive + rareBase > 0) {
            live[size] = rareLive;
            base[size++] = rareBase;
        }
    }

    private boolean stands(long rareLive, long rareBase) {
        return rareBase == 0 ? judgedByItself(rareLive) : (rareLive + rareBase) * smaller >= LEAST_EXPECTED;
    }

    private int smallest() {
        int smallest = 0;
        for (int bin = 1; bin < size; bin++) {
            if (live[bin] + base[bin] < live[smallest] + base[smallest]) {
                smallest = bin;
            }
        }
        return smallest;
    }

    int size() {
        return size;
    }

    double psi() {
        double liveAll = ReferenceComparison.total(Arrays.copyOf(live, size)) + size / 2.0;
        double baseAll = ReferenceComparison.total(Arrays.copyOf(base, size)) + size / 2.0;
        double psi = 0;
        for (int bin = 0; bin < size; bin++) {
            double p = (live[bin] + 0.5) / liveAll;
            double q = (base[bin] + 0.5) / baseAll;
            psi += (p - q) * Math.log(p / q);
        }
        return psi;
    }
}
