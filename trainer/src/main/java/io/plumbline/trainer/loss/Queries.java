package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** The rows of each query of a batch. */
final class Queries {
    /** Rows {@code from} to {@code to}, exclusive. */
    record Query(int from, int to) {
        int rows() {
            return to - from;
        }
    }

    private final List<Query> queries = new ArrayList<>();
    private int longest;

    Queries(Targets targets) {
        int[] of = targets.queries();
        int from = 0;
        for (int row = 1; row <= of.length; row++) {
            if (row == of.length || of[row] != of[from]) {
                queries.add(new Query(from, row));
                longest = Math.max(longest, row - from);
                from = row;
            }
        }
    }

    int count() {
        return queries.size();
    }

    List<Query> each() {
        return queries;
    }

    /**
     * The scores of each query in a row of its own, the shorter ones filled up with their own first score.
     *
     * <p>Shape: {@code float32[rows, 1]} in, {@code float32[queries, longest]} out. Memory grows with that, not with its square.
     *
     * @param order puts a query's row numbers into the order wanted; they come ascending
     */
    NDArray spread(NDArray raw, BiConsumer<Query, long[]> order) {
        long[] index = new long[count() * longest];
        for (int q = 0; q < count(); q++) {
            Query query = queries.get(q);
            long[] rows = new long[query.rows()];
            Arrays.setAll(rows, i -> query.from() + i);
            order.accept(query, rows);
            Arrays.fill(index, q * longest, (q + 1) * longest, query.from());
            System.arraycopy(rows, 0, index, q * longest, rows.length);
        }
        NDArray places = raw.getManager().create(index, new Shape(index.length, 1));
        return raw.gather(places, 0).reshape(count(), longest);
    }

    /** {@code float32[queries, longest]}: {@code in} where a query has a score, {@code out} where it was filled up. */
    NDArray mask(NDManager manager, float in, float out) {
        float[] mask = new float[count() * longest];
        Arrays.fill(mask, out);
        for (int q = 0; q < count(); q++) {
            Arrays.fill(mask, q * longest, q * longest + queries.get(q).rows(), in);
        }
        return manager.create(mask, new Shape(count(), longest));
    }

    int longest() {
        return longest;
    }
}
