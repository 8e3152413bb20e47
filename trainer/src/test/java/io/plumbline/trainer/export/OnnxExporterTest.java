package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.network.Cnn;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Mlp;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.TorchScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random networks, their batch statistics randomized as training would leave them, against ONNX Runtime. */
class OnnxExporterTest {
    private static final int ROWS = 300;

    @ParameterizedTest
    @ValueSource(strings = {"relu", "leaky-relu", "gelu", "tanh", "sigmoid"})
    void mlp_withBatchNormAndDropout_answersAlike(String activation) throws Exception {
        Architecture mlp = new Mlp(List.of(32, 16), activation, true, 0.3);
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, mlp, List.of(20L), 5, InputScale.NONE, new Head.Softmax())) {
            byte[] onnx = assertParity(network, 1, true);

            assertThat(operations(onnx)).contains("Gemm", "Softmax").doesNotContain("BatchNormalization", "Dropout");
        }
    }

    @Test
    void cnn_withBatchNormAndPixelScale_answersAlike() throws Exception {
        Architecture cnn = new Cnn(List.of(4, 8), 16, "relu", true, 0.2);
        InputScale scale = new InputScale(1.0 / 255, 0.29, 0.35);
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, cnn, List.of(1L, 12L, 12L), 3, scale, new Head.Softmax())) {
            byte[] onnx = assertParity(network, 255, true);

            assertThat(operations(onnx)).contains("Conv", "MaxPool").doesNotContain("BatchNormalization", "Dropout");
            assertThat(operations(onnx))
                    .as("the first convolution pads, so that the scaling stays before it")
                    .startsWith("Mul", "Add", "Conv");
        }
    }

    @Test
    void inputScale_isFoldedIntoALinearLayer_andAConvolutionWithoutPadding() {
        InputScale scale = new InputScale(1.0 / 255, 0.29, 0.35);
        Map<String, Object> unpadded = Map.of(
                "type",
                "layers",
                "layers",
                List.of(Map.of("type", "conv", "filters", 3, "padding", 0), "relu", "flatten"));
        try (TorchScope torch = new TorchScope();
                Network linear = network(
                        torch,
                        new Mlp(List.of(6), "relu", true, 0),
                        List.of(1L, 6L, 6L),
                        3,
                        scale,
                        new Head.Softmax());
                Network conv = network(
                        torch,
                        Architecture.from(TestSettings.of(new HashMap<>(unpadded))),
                        List.of(2L, 6L, 6L),
                        3,
                        scale,
                        new Head.Softmax())) {
            assertThat(Batches.operations(assertParity(linear, 255, true)))
                    .containsExactly("Reshape", "Gemm", "Relu", "Gemm", "Softmax");
            assertThat(Batches.operations(assertParity(conv, 255, true)))
                    .containsExactly("Conv", "Relu", "Reshape", "Gemm", "Softmax");
        }
    }

    @Test
    void temperature_isANodeOfTheGraph() throws Exception {
        try (TorchScope torch = new TorchScope();
                Network network = network(
                        torch,
                        new Mlp(List.of(8), "relu", false, 0),
                        List.of(6L),
                        3,
                        InputScale.NONE,
                        new Head.Softmax())) {
            network.replaceHead(new Head.Softmax(1.7));

            byte[] onnx = assertParity(network, 1, true);

            assertThat(operations(onnx)).endsWith("Gemm", "Div", "Softmax");
        }
    }

    @Test
    void ranker_andRegressionWithInverseLog_answerAlike() throws Exception {
        Architecture mlp = new Mlp(List.of(24), "relu", false, 0);
        try (TorchScope torch = new TorchScope();
                Network ranker = network(torch, mlp, List.of(10L), 1, InputScale.NONE, new Head.Scores());
                Network prices =
                        network(torch, mlp, List.of(10L), 1, InputScale.NONE, new Head.Unscale(true, 12, 0.4))) {
            assertParity(ranker, 1, false);
            byte[] onnx = assertParity(prices, 1, false);

            assertThat(operations(onnx)).contains("Exp");
            assertThat(prices.answer(new float[10])[0]).isBetween(10_000f, 2_000_000f);
        }
    }

    @Test
    void theFile_namesItsAxisInputAndOutput_andRepeatsToTheByte() throws Exception {
        Architecture mlp = new Mlp(List.of(8), "relu", true, 0.1);
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, mlp, List.of(6L), 2, InputScale.NONE, new Head.Softmax())) {
            byte[] onnx = OnnxExporter.export(network, "features");

            ModelProto model = ModelProto.parseFrom(onnx);
            assertThat(model.getIrVersion()).isEqualTo(8);
            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
            var input = model.getGraph().getInput(0);
            assertThat(input.getName()).isEqualTo("features");
            assertThat(input.getType().getTensorType().getShape().getDim(0).getDimParam())
                    .isEqualTo("batch");
            assertThat(input.getType().getTensorType().getShape().getDim(1).getDimValue())
                    .isEqualTo(6);
            assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("probabilities");
            assertThat(OnnxExporter.export(network, "features")).isEqualTo(onnx);
        }
    }

    @Test
    void answersThatDiffer_areRefused_namingRowDifferenceAndTolerance() {
        try (TorchScope torch = new TorchScope();
                Network network = network(
                        torch,
                        new Mlp(List.of(8), "relu", false, 0),
                        List.of(6L),
                        2,
                        InputScale.NONE,
                        new Head.Softmax())) {
            byte[] onnx = OnnxExporter.export(network, "features");
            float[] rows = rows(6, 1);
            float[] wrong = network.answer(rows);
            wrong[2 * 299] += 1e-3f;

            assertThatThrownBy(() -> ParityCheck.of(onnx, network, rows, wrong, true))
                    .isInstanceOf(ParityException.class)
                    .hasMessageContaining("row 299, output 0 in a batch of 256")
                    .hasMessageMatching(".* difference (0.00099|0.00100|9.9|0.0010)\\S*, .*")
                    .hasMessageContaining("tolerance 1.0E-5 + 1.0E-4 |trainer|")
                    .hasMessageContaining("no layer differs when both run again");
        }
    }

    @Test
    void notANumber_isRefused_evenFromTheTrainer() {
        try (TorchScope torch = new TorchScope();
                Network network = network(
                        torch,
                        new Mlp(List.of(8), "relu", false, 0),
                        List.of(6L),
                        1,
                        InputScale.NONE,
                        new Head.Scores())) {
            byte[] onnx = OnnxExporter.export(network, "features");
            float[] rows = rows(6, 1);
            float[] wrong = network.answer(rows);
            wrong[0] = Float.NaN;

            assertThatThrownBy(() -> ParityCheck.of(onnx, network, rows, wrong, false))
                    .isInstanceOf(ParityException.class)
                    .hasMessageContaining("row 0, output 0 in a batch of 1");
        }
    }

    private static byte[] assertParity(Network network, float scale, boolean classes) {
        byte[] onnx = OnnxExporter.export(network, "input");
        float[] rows = rows(Math.toIntExact(network.rowShape().size()), scale);
        float[] answers = network.answer(rows);

        Parity parity = ParityCheck.of(onnx, network, rows, answers, classes);

        assertThat(parity.rows()).isEqualTo(ROWS);
        assertThat(parity.maxRelativeDifference()).isLessThan(1e-4);
        assertThat(answers).as("answers that vary").doesNotContain(Float.NaN);
        assertThat(answers[0]).isNotEqualTo(answers[network.outputs()]);
        return onnx;
    }

    private static Network network(
            TorchScope torch,
            Architecture architecture,
            List<Long> rowShape,
            int outputs,
            InputScale scale,
            Head head) {
        Network network = new Network(torch.engine(), architecture, rowShape, outputs, scale, head, 3);
        for (var entry : network.parameters()) {
            Parameter parameter = entry.getValue();
            NDArray array = parameter.getArray();
            switch (parameter.getType()) {
                case RUNNING_MEAN, BETA, BIAS ->
                    array.addi(torch.manager().randomUniform(-0.3f, 0.3f, array.getShape()));
                case RUNNING_VAR, GAMMA -> array.muli(torch.manager().randomUniform(0.7f, 1.4f, array.getShape()));
                default -> {}
            }
        }
        return network;
    }

    private static float[] rows(int width, float scale) {
        Random random = new Random(11);
        float[] rows = new float[ROWS * width];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextFloat() * scale;
        }
        return rows;
    }

    private static List<String> operations(byte[] onnx) throws Exception {
        return ModelProto.parseFrom(onnx).getGraph().getNodeList().stream()
                .map(node -> node.getOpType())
                .toList();
    }
}
