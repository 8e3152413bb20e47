package io.plumbline.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay.
 *
 * <p>Source: Loshchilov and Hutter (2019), algorithm 2. Epsilon is added after the bias correction, as in that paper and
 * in torch.optim. Two groups: weights decay; biases and the scale and shift of normalizations do not.
 * <p>DJL's own optimizers are not used: on PyTorch their clipping bounds one side only, they decay every parameter, and
 * their state can be neither read nor restored.
 */
public final class AdamW implements Optimizer {
    /**
     * The algorithm's constants.
     *
     * @param clipNorm gradients with a larger global norm are scaled down to it; 0 leaves them
     */
    public record Config(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm)
            implements Optimizer.Config {
        @Override
        public AdamW over(ParameterList parameters) {
            return new AdamW(this, parameters);
        }
    }

    private static final String MEAN = "/mean";
    private static final String SQUARE = "/square";

    private final Config config;
    private final List<Slot> slots = new ArrayList<>();
    private final NDManager state;
    private long step;

    private AdamW(Config config, ParameterList parameters) {
        this.config = config;
        List<Pair<String, Parameter>> trained = parameters.stream()
                .filter(named -> named.getValue().requiresGradient())
                .toList();
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("the network has no parameter that takes a gradient");
        }
        this.state = trained.get(0).getValue().getArray().getManager().newSubManager();
        for (Pair<String, Parameter> named : trained) {
            Parameter parameter = named.getValue();
            NDArray weights = parameter.getArray();
            slots.add(new Slot(
                    named.getKey(),
                    weights,
                    state.zeros(weights.getShape()),
                    state.zeros(weights.getShape()),
                    parameter.getType() == Parameter.Type.WEIGHT ? config.weightDecay : 0));
        }
    }

    @Override
    public double step(double learningRate) {
        step++;
        try (NDManager scope = state.newSubManager()) {
            List<NDArray> gradients = new ArrayList<>();
            double squares = 0;
            for (Slot slot : slots) {
                NDArray gradient = slot.weights.getGradient();
                // Without this it stays with the network's manager for the whole run.
                gradient.attach(scope);
                gradients.add(gradient);
                squares += gradient.square().sum().getFloat();
            }
            double norm = Math.sqrt(squares);
            double scale = config.clipNorm > 0 && norm > config.clipNorm ? config.clipNorm / norm : 1;
            for (int i = 0; i < slots.size(); i++) {
                slots.get(i).move(gradients.get(i), scale, learningRate, scope);
                gradients.get(i).subi(gradients.get(i).duplicate());
            }
            return norm;
        }
    }

    @Override
    public OptimizerState state() {
        Map<String, float[]> tensors = new HashMap<>();
        for (Slot slot : slots) {
            tensors.put(slot.name + MEAN, slot.mean.toFloatArray());
            tensors.put(slot.name + SQUARE, slot.square.toFloatArray());
        }
        return new OptimizerState(step, tensors);
    }

    @Override
    public void restore(OptimizerState earlier) {
        if (earlier.tensors().size() != 2 * slots.size()) {
            throw new IllegalArgumentException("optimizer state has %d tensors, expected %d"
                    .formatted(earlier.tensors().size(), 2 * slots.size()));
        }
        for (Slot slot : slots) {
            set(slot.mean, slot.name + MEAN, earlier);
            set(slot.square, slot.name + SQUARE, earlier);
        }
        step = earlier.step();
    }

    private static void set(NDArray array, String name, OptimizerState earlier) {
        float[] values = earlier.tensors().get(name);
        if (values == null || values.length != array.size()) {
            throw new IllegalArgumentException("optimizer state has %s numbers for '%s', expected %d"
                    .formatted(values == null ? "no" : values.length, name, array.size()));
        }
        array.set(values);
    }

    @Override
    public void close() {
        state.close();
    }

    /** One parameter with its running moments. */
    private final class Slot {
        private final String name;
        private final NDArray weights;
        private final NDArray mean;
        private final NDArray square;
        private final double decay;

        Slot(String name, NDArray weights, NDArray mean, NDArray square, double decay) {
            this.name = name;
            this.weights = weights;
            this.mean = mean;
            this.square = square;
            this.decay = decay;
        }

        void move(NDArray gradient, double scale, double learningRate, NDManager scope) {
            NDArray clipped = gradient.mul((float) scale);
            mean.muli((float) config.beta1).addi(clipped.mul((float) (1 - config.beta1)));
            square.muli((float) config.beta2).addi(clipped.square().mul((float) (1 - config.beta2)));
            // An array made by an operation belongs to its first operand's manager: these two must go to the step's.
            NDArray denominator = square.div((float) (1 - Math.pow(config.beta2, (double) step)));
            denominator.attach(scope);
            NDArray update = mean.mul((float) (learningRate / (1 - Math.pow(config.beta1, (double) step))));
            update.attach(scope);
            denominator = denominator.sqrt().add((float) config.epsilon);
            if (decay > 0) {
                weights.muli((float) (1 - learningRate * decay));
            }
            weights.subi(update.div(denominator));
        }
    }
}
