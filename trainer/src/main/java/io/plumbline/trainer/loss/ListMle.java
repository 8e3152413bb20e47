package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;
import java.util.Comparator;
import java.util.stream.LongStream;

/**
 * ListMLE: for each query the negative log-likelihood of its true order, averaged over queries.
 *
 * <p>{@code Σ_i ln Σ_{k≥i} exp(s_k) - s_i} over the rows from the best to the worst. Rows of the same grade stand in the order
 * in which the query lists them.
 * <p>Source: Xia et al. (2008), "Listwise approach to learning to rank: theory and algorithm", section 4.
 */
record ListMle() implements Loss {
    /** A sum of exponentials below the smallest double would be zero, whose logarithm is not finite. */
    private static final double LEAST_SUM = 1e-300;

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        Queries queries = new Queries(targets);
        // From the worst to the best, so that the sum over what comes after a row is the sum so far.
        NDArray scores = queries.spread(raw, (query, rows) -> worstFirst(rows, targets.values()));
        NDArray shifted = scores.sub(scores.max(new int[] {1}, true).stopGradient());
        // The first of these sums may be far smaller than the last, hence double precision. Both conversions are
        // torch's own
        // promotion of types: NDArray.toType has no gradient.
        NDArray mask = queries.mask(raw.getManager(), 1, 0).toType(DataType.FLOAT64, false);
        NDArray wide = shifted.mul(mask);
        NDArray sums = wide.exp().mul(mask).cumSum(1).maximum(LEAST_SUM);
        NDArray total = sums.log().sub(wide).mul(mask).sum();
        return raw.getManager().zeros(new Shape(1)).add(total).sum();
    }

    private static void worstFirst(long[] rows, float[] grades) {
        Comparator<Long> byGrade = Comparator.comparingDouble(row -> grades[Math.toIntExact(row)]);
        long[] sorted = LongStream.of(rows)
                .boxed()
                .sorted(byGrade.thenComparing(Comparator.reverseOrder()))
                .mapToLong(Long::longValue)
                .toArray();
        System.arraycopy(sorted, 0, rows, 0, rows.length);
    }

    @Override
    public double weight(Targets targets) {
        return new Queries(targets).count();
    }
}
