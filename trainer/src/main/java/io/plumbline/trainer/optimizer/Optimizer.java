package io.plumbline.trainer.optimizer;

import ai.djl.nn.ParameterList;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.Optional;

/** Moves parameters along their gradients, then sets the gradients back to zero. */
public interface Optimizer extends AutoCloseable {
    List<String> TYPES = List.of("sgd", "adam", "adamw", "rmsprop", "adagrad");

    /**
     * One step over gradients that backward passes have left on the parameters; none if their norm is not finite, as nothing
     * good would come of it.
     *
     * @return the global norm of the gradients before clipping
     */
    double step(double learningRate);

    /** Everything that the next step depends on besides parameters and gradients. */
    OptimizerState state();

    /**
     * Goes on from a state that {@link #state} gave for the same parameters: the next step is the same to the bit.
     *
     * @throws IllegalArgumentException if the state is of another optimizer or of other parameters
     */
    void restore(OptimizerState state);

    @Override
    void close();

    /** An optimizer described by an experiment, to be bound to a network's parameters. */
    interface Config {
        /**
         * @throws io.plumbline.trainer.experiment.InvalidExperimentException if a group of {@code groups} takes no parameter
         */
        Optimizer over(ParameterList parameters);

        /** The running average of the weights that validation and export use instead; empty where they use the weights. */
        Optional<WeightAverage.Config> average();
    }

    static Config from(Settings optimizer) {
        return OptimizerSettings.read(optimizer);
    }
}
