package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/** A number to be made small: how far the network's last layer is from the targets, averaged over the batch. */
public interface Loss {
    List<String> TYPES = List.of("cross-entropy", "mse", "pairwise-logistic");

    /**
     * The loss as a scalar.
     *
     * @param raw the last layer's numbers, {@code float32[rows, outputs]}
     */
    NDArray evaluate(NDArray raw, Targets targets);

    static Loss from(Settings loss) {
        return switch (loss.choice("type", TYPES)) {
            case "cross-entropy" -> new CrossEntropy(loss.real("label-smoothing", 0, 0.5, 0));
            case "pairwise-logistic" -> new PairwiseLogistic();
            default -> new MeanSquaredError();
        };
    }
}
