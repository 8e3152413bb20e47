package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;

/** What turns the last layer's numbers into an answer in its own unit; part of the exported graph, not of the loss. */
public sealed interface Head {
    /** The name of the graph's output. */
    String outputName();

    NDArray apply(NDArray raw);

    /** Probabilities over the classes. */
    record Softmax() implements Head {
        @Override
        public String outputName() {
            return "probabilities";
        }

        @Override
        public NDArray apply(NDArray raw) {
            return raw.softmax(1);
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
