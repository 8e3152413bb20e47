package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Targets;

/**
 * RankNet: for each two rows of a query with different grades, the cross-entropy of "the better one scores higher".
 *
 * <p>{@code ln(1 + exp(-(s_better - s_worse)))}, averaged over those pairs; a batch without any gives zero.
 * <p>Source: Burges et al. (2005), "Learning to rank using gradient descent", section 3.
 */
public record PairwiseLogistic() implements Loss {
    /** See {@link PairwiseLogistic}. */
    public record Config() implements Loss.Config {
        @Override
        public boolean fits(Task task) {
            return task instanceof Task.Ranking;
        }

        @Override
        public Loss over(TargetProfile profile) {
            return new PairwiseLogistic();
        }
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        int rows = targets.rows();
        float[] better = new float[rows * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                better[i * rows + j] = counts(targets, i, j) ? 1 : 0;
            }
        }
        NDArray mask = raw.getManager().create(better, new Shape(rows, rows));
        NDArray margins = raw.sub(raw.transpose());
        return margins.neg().getNDArrayInternal().softPlus().mul(mask).sum();
    }

    @Override
    public double weight(Targets targets) {
        long pairs = 0;
        for (int i = 0; i < targets.rows(); i++) {
            for (int j = 0; j < targets.rows(); j++) {
                pairs += counts(targets, i, j) ? 1 : 0;
            }
        }
        return pairs;
    }

    private static boolean counts(Targets targets, int better, int worse) {
        return targets.queries()[better] == targets.queries()[worse]
                && targets.values()[better] > targets.values()[worse];
    }
}
