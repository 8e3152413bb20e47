package io.plumbline.trainer.dataset;

import java.util.SplittableRandom;

/** Seeded permutations: Fisher and Yates, every order equally likely, the same on every machine. */
public final class Shuffle {
    private Shuffle() {}

    /** The numbers 0 to {@code count - 1} in an order that {@code seed} and {@code round} alone decide. */
    public static int[] order(int count, long seed, long round) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + round);
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        return order;
    }
}
