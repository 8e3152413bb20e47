package io.plumbline.metrics.topk;

import io.plumbline.metrics.exact.UnitFixed;

/**
 * Where one record's true class stands among all classes: what {@link TopKHits} adds and can take out again.
 *
 * @param above how many classes come before it for certain
 * @param tied among how many classes, itself counted, its place is left to chance; 1 for a certain place
 */
public record TruthRank(int above, int tied) {
    /** @throws IllegalArgumentException if {@code above} is negative or {@code tied} below 1 */
    public TruthRank {
        if (above < 0 || tied < 1) {
            throw new IllegalArgumentException("above is " + above + " and tied " + tied + ", expected >= 0 and >= 1");
        }
    }

    /** The chance that the true class is among the first {@code k}, in quanta of 2^-32. */
    public long hit(int k) {
        return hit(places(above, tied), k);
    }

    static long hit(long places, int k) {
        int free = k - above(places);
        int tied = tied(places);
        return free <= 0 ? 0 : free >= tied ? UnitFixed.ONE : UnitFixed.of(free / (double) tied);
    }

    static long places(int above, int tied) {
        return (long) above << Integer.SIZE | tied;
    }

    static int above(long places) {
        return (int) (places >>> Integer.SIZE);
    }

    static int tied(long places) {
        return (int) places;
    }
}
