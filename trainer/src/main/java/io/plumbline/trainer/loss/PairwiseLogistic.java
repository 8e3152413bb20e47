package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * RankNet: for each two rows of a query with different grades, the cross-entropy of "the better one scores higher".
 *
 * <p>{@code ln(1 + exp(-(s_better - s_worse)))}, averaged over those pairs; a batch without any gives zero.
 * <p>Source: Burges et al. (2005), "Learning to rank using gradient descent", section 3.
 */
public record PairwiseLogistic() implements Loss {
    @Override
    public NDArray evaluate(NDArray raw, Targets targets) {
        int rows = targets.rows();
        float[] better = new float[rows * rows];
        long pairs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                if (targets.queries()[i] == targets.queries()[j] && targets.values()[i] > targets.values()[j]) {
                    better[i * rows + j] = 1;
                    pairs++;
                }
            }
        }
        NDArray mask = raw.getManager().create(better, new Shape(rows, rows));
        NDArray margins = raw.sub(raw.transpose());
        return margins.neg().getNDArrayInternal().softPlus().mul(mask).sum().div(Math.max(1, pairs));
    }
}
