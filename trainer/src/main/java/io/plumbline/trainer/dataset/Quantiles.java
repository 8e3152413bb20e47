package io.plumbline.trainer.dataset;

/** Ranks of numbers in a sorted list. */
public final class Quantiles {
    private Quantiles() {}

    /** How many numbers of {@code sorted} are below {@code value}. */
    public static int firstIndexOf(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
