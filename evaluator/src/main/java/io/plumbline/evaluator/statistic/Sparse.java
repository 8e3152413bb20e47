package io.plumbline.evaluator.statistic;

/** Arrays of mostly zeros, written as their length and then index and value of every element that is not 0. */
final class Sparse {
    private Sparse() {}

    static long[] compact(long[] dense) {
        int present = 0;
        for (long value : dense) {
            present += value == 0 ? 0 : 1;
        }
        long[] sparse = new long[1 + 2 * present];
        sparse[0] = dense.length;
        int at = 1;
        for (int i = 0; i < dense.length; i++) {
            if (dense[i] != 0) {
                sparse[at++] = i;
                sparse[at++] = dense[i];
            }
        }
        return sparse;
    }

    /** @throws IllegalArgumentException if {@link #compact} cannot have given this */
    static long[] expand(long[] sparse) {
        if (sparse.length % 2 == 0 || sparse[0] < 0 || sparse[0] > 1 << 20) {
            throw new IllegalArgumentException("sparse array of " + sparse.length
                    + " longs, expected its length and then pairs of index and value");
        }
        long[] dense = new long[(int) sparse[0]];
        for (int at = 1; at < sparse.length; at += 2) {
            if (sparse[at] < 0 || sparse[at] >= dense.length) {
                throw new IllegalArgumentException(
                        "sparse array has index " + sparse[at] + ", expected 0 to " + (dense.length - 1));
            }
            dense[(int) sparse[at]] = sparse[at + 1];
        }
        return dense;
    }
}
