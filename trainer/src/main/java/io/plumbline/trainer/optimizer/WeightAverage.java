package io.plumbline.trainer.optimizer;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exponential moving average (EMA) of a network's weights, to be validated and exported in their place.
 *
 * <p>{@code a ← a + (1 - d)·(w - a)} after each step, starting from the weights at binding. All numbers of the network are
 * averaged, the running means and variances of batch norm too: statistics of today's weights would not fit weights that are
 * an average of yesterday's.
 * <p>Source: Polyak and Juditsky (1992) for averaging; the rising decay {@code (1 + t) / (10 + t)} as in TensorFlow's
 * ExponentialMovingAverage.
 */
public final class WeightAverage implements AutoCloseable {
    /**
     * How much of the average stays at each step.
     *
     * @param decay in (0, 1); an experiment's 0 is no average at all
     * @param warmUp whether the decay rises from 0.1 with the updates done, so that the first weights are soon forgotten
     */
    public record Config(double decay, boolean warmUp) {
        private static final double DECAY = 0.999;

        static Optional<Config> from(Settings optimizer) {
            Settings ema = optimizer.section("ema");
            Config config = new Config(
                    ema.real("decay", 0, 0.9999999, optimizer.has("ema") ? DECAY : 0), ema.flag("warm-up", true));
            return config.decay > 0 ? Optional.of(config) : Optional.empty();
        }

        public WeightAverage over(ParameterList parameters) {
            return new WeightAverage(this, parameters);
        }

        double at(long update) {
            return warmUp ? Math.min(decay, (1.0 + update) / (10.0 + update)) : decay;
        }
    }

    /** The network holds the average; closing gives it back the weights it had, to the bit. */
    public final class Swap implements AutoCloseable {
        private Swap() {}

        @Override
        public void close() {
            swapOut();
        }
    }

    private final Config config;
    private final List<Averaged> all = new ArrayList<>();
    private final NDManager manager;
    private long updates;
    private boolean swapped;

    private WeightAverage(Config config, ParameterList parameters) {
        this.config = config;
        List<Pair<String, Parameter>> distinct = OptimizerSettings.distinct(parameters);
        this.manager = distinct.get(0).getValue().getArray().getManager().newSubManager();
        try (NDManager scope = manager.newSubManager()) {
            for (Pair<String, Parameter> named : distinct) {
                if (named.getValue().getArray().getDataType() == DataType.FLOAT32) {
                    HostMemory memory = new HostMemory(named.getValue().getArray());
                    all.add(new Averaged(named.getKey(), memory, scope));
                }
            }
        }
    }

    /** Takes in the weights after a step. */
    public void update() {
        requireOut("updated");
        float take = (float) (1 - config.at(updates));
        updates++;
        try (NDManager scope = manager.newSubManager()) {
            all.forEach(averaged -> averaged.update(take, scope));
        }
    }

    /** Puts the average into the network until the returned scope is closed. */
    public Swap swapIn() {
        requireOut("swapped in");
        swapped = true;
        try (NDManager scope = manager.newSubManager()) {
            all.forEach(averaged -> averaged.swapIn(scope));
        }
        return new Swap();
    }

    /** Puts the weights back; does nothing if they are there already. */
    public void swapOut() {
        if (swapped) {
            all.forEach(Averaged::swapOut);
            swapped = false;
        }
    }

    /** Everything that the next update depends on besides the weights. */
    public OptimizerState state() {
        Map<String, float[]> tensors = new HashMap<>();
        all.forEach(averaged -> tensors.put(averaged.key(), averaged.average.clone()));
        return new OptimizerState(updates, tensors);
    }

    /**
     * Goes on from a state that {@link #state} gave for the same parameters.
     *
     * @throws IllegalArgumentException if the state is of other parameters
     */
    public void restore(OptimizerState earlier) {
        requireOut("restored");
        earlier.requireTensors(all.size());
        all.forEach(averaged -> earlier.copy(averaged.key(), averaged.average));
        updates = earlier.step();
    }

    @Override
    public void close() {
        swapOut();
        manager.close();
    }

    private void requireOut(String what) {
        if (swapped) {
            throw new IllegalStateException(
                    "the average of weights is " + what + " while the network holds it, expected it swapped out");
        }
    }

    /** One parameter's average, and its weights while they are out of the network. */
    private static final class Averaged {
        private final String name;
        private final HostMemory memory;
        private final float[] average;
        private final float[] weights;

        Averaged(String name, HostMemory memory, NDManager scope) {
            this.name = name;
            this.memory = memory;
            this.average = new float[memory.size()];
            this.weights = new float[memory.size()];
            memory.read(average, scope);
        }

        String key() {
            return name + "/average";
        }

        void update(float take, NDManager scope) {
            memory.read(weights, scope);
            for (int i = 0; i < average.length; i++) {
                average[i] += take * (weights[i] - average[i]);
            }
        }

        void swapIn(NDManager scope) {
            memory.read(weights, scope);
            memory.write(average);
        }

        void swapOut() {
            memory.write(weights);
        }
    }
}
