package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;

/**
 * ListNet with top-one probabilities: for each query the cross-entropy of the scores' softmax against the grades', averaged
 * over queries.
 *
 * <p>Source: Cao et al. (2007), "Learning to rank: from pairwise approach to listwise approach", section 4.2.
 */
record ListNet() implements Loss {
    /** So far below any score that its share of a softmax is zero. */
    private static final float NEVER = -1e9f;

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        Queries queries = new Queries(targets);
        NDArray scores = queries.spread(raw, (query, rows) -> {}).add(queries.mask(raw.getManager(), 0, NEVER));
        NDArray expected = raw.getManager()
                .create(topOne(queries, targets.values()), new Shape(queries.count(), queries.longest()));
        return scores.logSoftmax(1).mul(expected).sum().neg();
    }

    /** The softmax of each query's grades; zero where a query was filled up. */
    private static float[] topOne(Queries queries, float[] grades) {
        float[] shares = new float[queries.count() * queries.longest()];
        for (int q = 0; q < queries.count(); q++) {
            Queries.Query query = queries.each().get(q);
            double best = Double.NEGATIVE_INFINITY;
            for (int row = query.from(); row < query.to(); row++) {
                best = Math.max(best, grades[row]);
            }
            double sum = 0;
            for (int row = query.from(); row < query.to(); row++) {
                sum += Math.exp(grades[row] - best);
            }
            for (int i = 0; i < query.rows(); i++) {
                shares[q * queries.longest() + i] = (float) (Math.exp(grades[query.from() + i] - best) / sum);
            }
        }
        return shares;
    }

    @Override
    public double weight(Targets targets) {
        return new Queries(targets).count();
    }
}
