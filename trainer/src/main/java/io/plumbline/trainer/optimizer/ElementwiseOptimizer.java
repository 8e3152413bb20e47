package io.plumbline.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies one rule to every number of every parameter.
 *
 * <p>The numbers come to Java, which computes a step in one pass over plain arrays: on the CPU that takes a third of the time
 * of DJL's native Adam, whose step is a dozen native operations per parameter, and it gives the same bits whatever the number of
 * threads. On another device it costs two copies of the parameters per step.
 * <p>DJL's own optimizers are not used: on PyTorch their clipping bounds one side only, they decay every parameter, and their
 * state can be neither read nor restored.
 */
final class ElementwiseOptimizer implements Optimizer {
    private final UpdateRule rule;
    private final Clipping clipping;
    private final List<TrainedParameter> parameters;
    private final NDManager manager;
    private long step;

    /** @param sibling an array beside whose manager this one's own goes */
    ElementwiseOptimizer(UpdateRule rule, Clipping clipping, List<TrainedParameter> parameters, NDArray sibling) {
        this.rule = rule;
        this.clipping = clipping;
        this.parameters = List.copyOf(parameters);
        this.manager = sibling.getManager().newSubManager();
    }

    @Override
    public double step(double learningRate) {
        try (NDManager scope = manager.newSubManager()) {
            List<float[]> gradients = new ArrayList<>(parameters.size());
            for (TrainedParameter parameter : parameters) {
                gradients.add(parameter.takeGradient(scope));
            }
            double norm = clipping.clip(gradients);
            if (!Double.isFinite(norm)) {
                return norm;
            }
            step++;
            for (TrainedParameter parameter : parameters) {
                parameter.move(rule, learningRate, step, scope);
            }
            return norm;
        }
    }

    @Override
    public OptimizerState state() {
        Map<String, float[]> tensors = new HashMap<>();
        parameters.forEach(parameter -> parameter.copyTo(tensors));
        return new OptimizerState(step, tensors);
    }

    @Override
    public void restore(OptimizerState earlier) {
        earlier.requireTensors(parameters.size() * rule.running().size());
        parameters.forEach(parameter -> parameter.copyFrom(earlier));
        step = earlier.step();
    }

    @Override
    public void close() {
        manager.close();
    }
}
