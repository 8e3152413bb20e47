package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;
import java.util.Arrays;

/** Pairs of rows of one query of which one should score higher, each with what it counts. */
final class Pairs {
    /** Which pairs there are. */
    interface Rule {
        /** Whether a row of the first grade should score higher than one of the second. */
        boolean ordered(float better, float worse);
    }

    /** What a pair counts. */
    interface Weight {
        double of(int better, int worse);
    }

    private long[] better = new long[64];
    private long[] worse = new long[64];
    private float[] weights = new float[64];
    private int count;

    /** How many pairs a rule makes; no pair is stored. */
    static long count(Targets targets, Rule rule) {
        float[] grades = targets.values();
        long count = 0;
        for (Queries.Query query : new Queries(targets).each()) {
            for (int i = query.from(); i < query.to(); i++) {
                for (int j = query.from(); j < query.to(); j++) {
                    count += rule.ordered(grades[i], grades[j]) ? 1 : 0;
                }
            }
        }
        return count;
    }

    void add(Queries.Query query, float[] grades, Rule rule, Weight weight) {
        for (int i = query.from(); i < query.to(); i++) {
            for (int j = query.from(); j < query.to(); j++) {
                if (rule.ordered(grades[i], grades[j])) {
                    add(i, j, (float) weight.of(i, j));
                }
            }
        }
    }

    private void add(int i, int j, float weight) {
        if (count == weights.length) {
            better = Arrays.copyOf(better, 2 * count);
            worse = Arrays.copyOf(worse, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
        }
        better[count] = i;
        worse[count] = j;
        weights[count] = weight;
        count++;
    }

    /**
     * {@code Σ w ln(1 + e^-(s_better - s_worse))}; zero without pairs.
     *
     * <p>Memory: some numbers for each pair, none for rows that make no pair. Shape: {@code float32[rows, 1]} in.
     */
    NDArray logistic(NDArray raw) {
        if (count == 0) {
            return raw.sum().mul(0f);
        }
        Shape shape = new Shape(count, 1);
        NDArray higher = raw.gather(raw.getManager().create(Arrays.copyOf(better, count), shape), 0);
        NDArray lower = raw.gather(raw.getManager().create(Arrays.copyOf(worse, count), shape), 0);
        return lower.sub(higher)
                .getNDArrayInternal()
                .softPlus()
                .mul(raw.getManager().create(Arrays.copyOf(weights, count), shape))
                .sum();
    }
}
