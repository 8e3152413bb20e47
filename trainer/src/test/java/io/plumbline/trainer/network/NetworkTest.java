package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Architecture CNN = new Cnn(List.of(4), 8, "relu", true, 0);
    private static final List<Long> IMAGE = List.of(1L, 6L, 6L);

    @Test
    void weights_readAndLoaded_makeAnotherNetworkEqualToTheBit() {
        try (TorchScope torch = new TorchScope();
                Network one = cnn(torch, 1);
                Network other = cnn(torch, 2)) {
            trainForward(one);
            assertThat(one.weightsSha256()).isNotEqualTo(other.weightsSha256());

            other.load(one.weights());

            assertThat(other.weightsSha256()).isEqualTo(one.weightsSha256());
            assertThat(other.answer(ramp(36))).isEqualTo(one.answer(ramp(36)));
            assertThat(one.weights().keySet()).anyMatch(name -> name.contains("running"));
            assertThat(other.parameters().get(0).getValue().getArray().hasGradient())
                    .as("still learnable")
                    .isTrue();
        }
    }

    @Test
    void runningStatistics_countInTheHash() {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch, 1)) {
            String before = network.weightsSha256();

            trainForward(network);

            assertThat(network.weightsSha256()).isNotEqualTo(before);
        }
    }

    @Test
    void weightsThatDoNotFit_areRefusedTogether_andNothingIsTaken() {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch, 1)) {
            Map<String, float[]> weights = network.weights();
            String first = weights.keySet().iterator().next();
            weights.put(first, new float[3]);
            weights.remove("02BatchNorm_gamma");
            weights.put("stranger", new float[1]);
            String before = network.weightsSha256();

            assertThatThrownBy(() -> network.load(weights))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + first + "' has 3 numbers, expected 36 (4, 1, 3, 3)")
                    .hasMessageContaining("'02BatchNorm_gamma' is missing")
                    .hasMessageContaining("'stranger' is not a parameter of this network");
            assertThat(network.weightsSha256()).isEqualTo(before);
        }
    }

    @Test
    void anotherHead_answersFromTheSameParameters() {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch, 1)) {
            float[] raw = network.raw(ramp(72));

            network.replaceHead(new Head.Softmax(2));

            float[] answer = network.answer(ramp(72));
            assertThat(answer).hasSize(6);
            for (int row = 0; row < 2; row++) {
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    sum += Math.exp(raw[row * 3 + i] / 2);
                }
                for (int i = 0; i < 3; i++) {
                    assertThat((double) answer[row * 3 + i])
                            .isCloseTo(Math.exp(raw[row * 3 + i] / 2) / sum, within(1e-6));
                }
            }
            assertThatThrownBy(() -> new Head.Softmax(0)).hasMessageContaining("temperature is 0.0, expected");
        }
    }

    @Test
    void numbersThatAreNotWholeRows_areRefused() {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch, 1)) {
            assertThatThrownBy(() -> network.answer(new float[40]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rows have 40 numbers, expected a multiple of 36");
        }
    }

    @Test
    void columnsOfARow_areThoseThatTheEncoderFills() {
        List<Step> steps = List.of(
                new Step.Impute("age", 3),
                new Step.OneHot("town", List.of("a", "b", "c")),
                new Step.Assemble("features", List.of("town", "age")));

        NetworkInput input = NetworkInput.of(List.of((long) new FeatureEncoder(steps).width()), steps);

        assertThat(input.columnsByFeature())
                .containsExactly(
                        Map.entry("town", new NetworkInput.Columns(0, 3)),
                        Map.entry("age", new NetworkInput.Columns(3, 4)));
    }

    static float[] ramp(int length) {
        float[] ramp = new float[length];
        for (int i = 0; i < length; i++) {
            ramp[i] = (float) Math.sin(i * 0.7);
        }
        return ramp;
    }

    private static Network cnn(TorchScope torch, int seed) {
        return new Network(torch.engine(), CNN, IMAGE, 3, InputScale.NONE, new Head.Softmax(), seed);
    }

    /** One forward pass in training mode, which moves the running statistics. */
    private static void trainForward(Network network) {
        try (NDManager scope = network.newScope()) {
            NDArray rows = scope.create(ramp(5 * 36), new Shape(5, 1, 6, 6));
            network.train(rows);
        }
    }
}
