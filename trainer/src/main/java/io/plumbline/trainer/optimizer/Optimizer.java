package io.plumbline.trainer.optimizer;

import ai.djl.nn.ParameterList;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/** Moves parameters along their gradients, then sets the gradients back to zero. */
public interface Optimizer extends AutoCloseable {
    List<String> TYPES = List.of("adamw");

    /**
     * One step over gradients that backward passes have left on the parameters.
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
        Optimizer over(ParameterList parameters);
    }

    static Config from(Settings optimizer) {
        optimizer.choice("type", TYPES);
        return new AdamW.Config(
                optimizer.real("beta1", 0, 0.9999, 0.9),
                optimizer.real("beta2", 0, 0.999999, 0.999),
                optimizer.real("epsilon", 1e-12, 1, 1e-8),
                optimizer.real("weight-decay", 0, 1, 0.01),
                optimizer.real("clip-norm", 0, 1e6, 0));
    }
}
