package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;

/** What turns the last layer's numbers into an answer in its own unit; part of the exported graph, not of the loss. */
public sealed interface Head {
    /** The name of the graph's output. */
    String outputName();

    NDArray apply(NDArray raw);

    /**
     * Probabilities over the classes: {@code softmax(raw / temperature)}.
     *
     * @param temperature above 1 makes the answers less sure of themselves, below 1 surer; which class is largest stays.
     *     Source: Guo et al. (2017), On Calibration of Modern Neural Networks, section 4.2
     */
    record Softmax(double temperature) implements Head {
        public Softmax {
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "temperature is " + temperature + ", expected a positive finite number");
            }
        }

        /** Without a temperature. */
        public Softmax() {
            this(1);
        }

        @Override
        public String outputName() {
            return "probabilities";
        }

        @Override
        public NDArray apply(NDArray raw) {
            return (temperature == 1 ? raw : raw.div((float) temperature)).softmax(1);
        }
    }

    /** A standardized target back in its own unit: {@code g(raw × std + mean)}, where g undoes ln(1 + y) or does nothing. */
    record Unscale(boolean log1p, double mean, double std) implements Head {
        @Override
        public String outputName() {
            return "value";
        }

        @Override
        public NDArray apply(NDArray raw) {
            NDArray target = raw.mul((float) std).add((float) mean);
            return log1p ? target.exp().sub(1f) : target;
        }
    }

    /** Scores as they are: only their order counts. */
    record Scores() implements Head {
        @Override
        public String outputName() {
            return "scores";
        }

        @Override
        public NDArray apply(NDArray raw) {
            return raw;
        }
    }
}
