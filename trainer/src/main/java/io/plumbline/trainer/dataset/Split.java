package io.plumbline.trainer.dataset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which items train, which validate, and which are held out for streaming; each in ascending order.
 *
 * <p>All items are laid in one order, of which the front is held out, the next part validates and the rest trains. So the
 * held-out part depends on that order and its own size only: two experiments on the same data never train on each other's
 * held-out items, whatever they validate on.
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Split(int[] train, int[] validation, int[] holdout) {
    /** Any order as likely as any other. */
    static Split of(int items, int holdout, int validation, long seed) {
        return of(Shuffle.order(items, seed, 0), holdout, validation);
    }

    /** The front of {@code order} held out, the next part to validate, the rest to train. */
    static Split of(int[] order, int holdout, int validation) {
        return new Split(
                sorted(order, holdout + validation, order.length),
                sorted(order, holdout, holdout + validation),
                sorted(order, 0, holdout));
    }

    /**
     * A random order each of whose fronts holds every stratum in its share of the whole, to within one item or so.
     *
     * <p>The k-th of a stratum's n items (in random order) stands at {@code (k + 1/2) / n} of the way. A stratum of one
     * item stands in the middle, and so usually among those that train.
     */
    static int[] stratified(int[] strata, long seed) {
        int[] shuffled = Shuffle.order(strata.length, seed, 0);
        Map<Integer, Integer> sizes = new HashMap<>();
        for (int stratum : strata) {
            sizes.merge(stratum, 1, Integer::sum);
        }
        double[] place = new double[strata.length];
        Map<Integer, Integer> seen = new HashMap<>();
        for (int item : shuffled) {
            int before = seen.merge(strata[item], 1, Integer::sum) - 1;
            place[item] = (before + 0.5) / sizes.getOrDefault(strata[item], 1);
        }
        // The sort is stable: items at the same place stay in random order.
        return IntStream.of(shuffled)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> place[item]))
                .mapToInt(item -> item)
                .toArray();
    }

    /** The newest item first; of two at the same time, the one that comes later in the data. */
    static int[] newestFirst(double[] times) {
        return IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(item -> -times[item])
                        .thenComparing(item -> -item))
                .mapToInt(item -> item)
                .toArray();
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] part = Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return part;
    }
}
