package io.plumbline.trainer.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items of each batch of an epoch, and how often the epoch had each of them before. */
final class EpochPlan {
    private final int[] order;
    private final int[] repeats;
    private final List<Integer> ends;

    /** @param batch items of a full batch */
    EpochPlan(int[] order, int batch, LoaderConfig.Tail tail) {
        this.order = order;
        this.repeats = new int[order.length];
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < order.length; i++) {
            repeats[i] = seen.merge(order[i], 1, Integer::sum) - 1;
        }
        this.ends = ends(order.length, batch, tail);
    }

    static List<Integer> ends(int items, int batch, LoaderConfig.Tail tail) {
        List<Integer> ends = new ArrayList<>();
        for (int end = batch; end <= items; end += batch) {
            ends.add(end);
        }
        int left = items % batch;
        if (left == 1 && tail == LoaderConfig.Tail.MERGE && !ends.isEmpty()) {
            ends.set(ends.size() - 1, items);
        } else if (left > 0 && tail != LoaderConfig.Tail.DROP) {
            ends.add(items);
        }
        return ends;
    }

    int batches() {
        return ends.size();
    }

    int[] items(int index) {
        return part(order, index);
    }

    int[] repeats(int index) {
        return part(repeats, index);
    }

    private int[] part(int[] numbers, int index) {
        return Arrays.copyOfRange(numbers, index == 0 ? 0 : ends.get(index - 1), ends.get(index));
    }
}
