package io.plumbline.benchmarks.device;

/** The networks that are compared. */
enum Contestant {
    /** 16 numbers into one of 4 classes: layers of 64, 64 and 4. */
    MLP("mlp", 4) {
        @Override
        byte[] onnx() {
            RandomGraph graph = new RandomGraph();
            String x = graph.relu(graph.dense(graph.input(16), 16, 64));
            x = graph.relu(graph.dense(x, 64, 64));
            return graph.classes(graph.dense(x, 64, 4), classes());
        }
    },
    /** Images of 28 by 28 into one of 10 classes: convolutions of 16 and 32, then 128 and 10. */
    CNN("cnn", 10) {
        @Override
        byte[] onnx() {
            RandomGraph graph = new RandomGraph();
            String x = graph.maxPool(graph.convolution(graph.input(1, 28, 28), 1, 16, 3, 1, 1), 2, 2);
            x = graph.maxPool(graph.convolution(x, 16, 32, 3, 1, 1), 2, 2);
            x = graph.relu(graph.dense(graph.flatten(x), 32 * 7 * 7, 128));
            return graph.classes(graph.dense(x, 128, 10), classes());
        }
    },
    /**
     * Images of 224 by 224 in 3 colours into one of 1,000 classes: ShuffleNetV2 x0.5 with its batch norms folded away.
     *
     * <p>Source: Ma et al. (2018), table 5.
     */
    SHUFFLENET("shufflenet", 1000) {
        @Override
        byte[] onnx() {
            RandomGraph graph = new RandomGraph();
            String x = graph.maxPool(graph.convolution(graph.input(3, 224, 224), 3, 24, 3, 2, 1), 3, 2);
            int channels = 24;
            int size = 56;
            int[] units = {4, 8, 4};
            int[] widths = {48, 96, 192};
            for (int stage = 0; stage < units.length; stage++) {
                size /= 2;
                x = narrowing(graph, x, channels, widths[stage], size);
                channels = widths[stage];
                for (int unit = 1; unit < units[stage]; unit++) {
                    x = keeping(graph, x, channels, size);
                }
            }
            x = graph.meanOfChannels(graph.convolution(x, channels, 1024, 1, 1, 1));
            return graph.classes(graph.dense(x, 1024, 1000), classes());
        }

        /** Half of the channels pass, the others are convolved. */
        private String keeping(RandomGraph graph, String x, int channels, int size) {
            int half = channels / 2;
            String convolved = graph.convolution(graph.channels(x, half, channels), half, half, 1, 1, 1);
            convolved = graph.convolution(convolved, half, half, 3, 1, half);
            convolved = graph.convolution(convolved, half, half, 1, 1, 1);
            return graph.mixed(graph.channels(x, 0, half), convolved, channels, size);
        }

        /** Both branches see all channels, and halve the size. */
        private String narrowing(RandomGraph graph, String x, int in, int out, int size) {
            int half = out / 2;
            String left = graph.convolution(graph.convolution(x, in, in, 3, 2, in), in, half, 1, 1, 1);
            String right = graph.convolution(x, in, half, 1, 1, 1);
            right = graph.convolution(right, half, half, 3, 2, half);
            right = graph.convolution(right, half, half, 1, 1, 1);
            return graph.mixed(left, right, out, size);
        }
    };

    private final String label;
    private final int classes;

    Contestant(String label, int classes) {
        this.label = label;
        this.classes = classes;
    }

    abstract byte[] onnx();

    String label() {
        return label;
    }

    int classes() {
        return classes;
    }
}
