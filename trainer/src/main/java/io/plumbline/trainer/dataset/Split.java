package io.plumbline.trainer.dataset;

import java.util.Arrays;

/**
 * Which items train, which validate, and which are held out for streaming; each in ascending order.
 *
 * <p>The held-out part depends on the split seed and its own size only: two experiments on the same data never train on
 * each other's held-out items, whatever they validate on.
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
record Split(int[] train, int[] validation, int[] holdout) {
    static Split of(int items, int holdout, int validation, long seed) {
        if (holdout + validation >= items) {
            throw new MalformedDataException(
                    "%d items cannot be split into %d held out, %d to validate and at least one to train"
                            .formatted(items, holdout, validation));
        }
        int[] order = Shuffle.order(items, seed, 0);
        return new Split(
                sorted(order, holdout + validation, items),
                sorted(order, holdout, holdout + validation),
                sorted(order, 0, holdout));
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] part = Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return part;
    }
}
