package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * A number to be made small: how far the network's last layer is from the targets.
 *
 * <p>It comes in two parts, a sum and what to divide it by, so that the mean over a batch that was cut into pieces is the mean
 * over the whole: add the sums, add the weights, divide once. Pieces of a ranking batch are cut between queries.
 */
public interface Loss {
    /** The values of {@code loss.type} that measure answers to a task. */
    static List<String> types(Task task) {
        return LossSettings.types(task);
    }

    /**
     * The sum over a batch, as a scalar that has a gradient.
     *
     * @param raw the last layer's numbers, {@code float32[rows, outputs]}
     */
    NDArray total(NDArray raw, Targets targets);

    /** What the sum over these targets is divided by to become the mean: rows, class weights, pairs, queries; may be 0. */
    double weight(Targets targets);

    /** The mean over a batch, as a scalar that has a gradient; zero where nothing counts. */
    default NDArray mean(NDArray raw, Targets targets) {
        return total(raw, targets).div((float) divisor(weight(targets)));
    }

    /** A weight to divide by: a batch in which nothing counts has a sum of zero, which stays zero. */
    static double divisor(double weight) {
        return weight > 0 ? weight : 1;
    }

    /** A loss as an experiment describes it, to be bound to what the training part holds. */
    interface Config {
        /** Whether it measures answers to this task. */
        boolean fits(Task task);

        /**
         * @param profile what the training part holds, for class weights
         * @throws io.plumbline.trainer.experiment.InvalidExperimentException if the options do not fit the classes
         */
        Loss over(TargetProfile profile);
    }

    static Config from(Settings loss) {
        return LossSettings.read(loss);
    }
}
