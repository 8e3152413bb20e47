package io.plumbline.trainer.loader;

import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Shuffle;
import java.util.ArrayList;
import java.util.List;

/**
 * Which items an epoch has and in which order, from (seed, epoch) alone.
 *
 * <p>Oversampling gives each class that occurs the same number of places in the epoch (or one more, as chance has it, where
 * they do not divide evenly). A class fills its places with all its items in turn, and the rest of the last turn with some of
 * them at random: no item comes twice more often than another of its class.
 */
final class EpochOrder {
    private static final long CLASS_SALT = 0x632BE59BD9B4E019L;

    private final int items;
    private final long seed;
    /** The items of each class that occurs; empty if every item comes once. */
    private final List<int[]> byClass;

    private EpochOrder(int items, long seed, List<int[]> byClass) {
        this.items = items;
        this.seed = seed;
        this.byClass = byClass;
    }

    static EpochOrder shuffled(int items, long seed) {
        return new EpochOrder(items, seed, List.of());
    }

    /** @param part whose targets are class indices, one row per item */
    static EpochOrder oversampled(Partition part, int classes, long seed) {
        List<List<Integer>> members = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            members.add(new ArrayList<>());
        }
        for (int item = 0; item < part.items(); item++) {
            members.get((int) part.targets()[part.starts()[item]]).add(item);
        }
        return new EpochOrder(
                part.items(),
                seed,
                members.stream()
                        .filter(of -> !of.isEmpty())
                        .map(of -> of.stream().mapToInt(item -> item).toArray())
                        .toList());
    }

    /** The items of an epoch; as many as there are in all. */
    int[] of(int epoch) {
        int[] places = Shuffle.order(items, seed, epoch);
        if (byClass.isEmpty()) {
            return places;
        }
        int[] order = new int[items];
        int[] lucky = Shuffle.order(byClass.size(), seed ^ CLASS_SALT, epoch);
        int next = 0;
        for (int rank = 0; rank < lucky.length; rank++) {
            int[] members = byClass.get(lucky[rank]);
            int draws = items / lucky.length + (rank < items % lucky.length ? 1 : 0);
            int[] turn = Shuffle.order(members.length, seed ^ CLASS_SALT * (lucky[rank] + 2L), epoch);
            for (int i = 0; i < draws; i++) {
                order[places[next++]] = members[turn[i % members.length]];
            }
        }
        return order;
    }
}
