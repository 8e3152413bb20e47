package io.plumbline.trainer.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One parameter, its gradient and what runs along with it, in plain arrays. */
final class TrainedParameter {
    private final String name;
    private final ParameterGroup.Terms terms;
    private final HostMemory memory;
    private final List<String> names;
    private final float[] weights;
    private final float[] gradient;
    private final float[][] running;

    TrainedParameter(String name, HostMemory memory, ParameterGroup.Terms terms, UpdateRule rule) {
        this.name = name;
        this.terms = terms;
        this.memory = memory;
        this.names = rule.running();
        this.weights = new float[memory.size()];
        this.gradient = new float[memory.size()];
        this.running = new float[names.size()][memory.size()];
        for (float[] numbers : running) {
            Arrays.fill(numbers, rule.initial());
        }
    }

    float[] takeGradient(NDManager scope) {
        memory.takeGradient(gradient, scope);
        return gradient;
    }

    void move(UpdateRule rule, double learningRate, long step, NDManager scope) {
        double rate = learningRate * terms.learningRateFactor();
        memory.read(weights, scope);
        if (terms.weightDecay() > 0) {
            if (rule.decoupledDecay()) {
                shrink((float) (1 - rate * terms.weightDecay()));
            } else {
                pull((float) terms.weightDecay());
            }
        }
        rule.update(weights, gradient, running, rate, step);
        memory.write(weights);
    }

    void copyTo(Map<String, float[]> state) {
        for (int i = 0; i < running.length; i++) {
            state.put(name + "/" + names.get(i), running[i].clone());
        }
    }

    void copyFrom(OptimizerState state) {
        for (int i = 0; i < running.length; i++) {
            state.copy(name + "/" + names.get(i), running[i]);
        }
    }

    private void shrink(float factor) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factor;
        }
    }

    private void pull(float decay) {
        for (int i = 0; i < weights.length; i++) {
            gradient[i] += decay * weights[i];
        }
    }
}
