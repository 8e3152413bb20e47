package io.plumbline.metrics.ranking;

/** What a rank is worth in DCG: 1 / log2(rank + 1), ranks from 1 on. */
final class Discounts {
    private static final double[] FIRST = new double[1024];

    static {
        for (int i = 0; i < FIRST.length; i++) {
            FIRST[i] = compute(i + 1);
        }
    }

    private Discounts() {}

    static double at(int rank) {
        return rank <= FIRST.length ? FIRST[rank - 1] : compute(rank);
    }

    private static double compute(int rank) {
        // StrictMath: the same bits on every machine.
        return StrictMath.log(2) / StrictMath.log(rank + 1.0);
    }
}
