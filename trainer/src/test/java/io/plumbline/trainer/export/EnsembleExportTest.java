package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.network.Cnn;
import io.plumbline.trainer.network.Ensemble;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Mlp;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.TorchScope;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleExportTest {
    private static final List<Long> IMAGE = List.of(1L, 8L, 8L);

    @Test
    void threeNetworks_ofDifferentKindAndScaling_areOneGraphWithOneInput() throws Exception {
        try (TorchScope torch = new TorchScope()) {
            List<Network> members = List.of(
                    network(torch, new Cnn(List.of(4), 8, "relu", true, 0.2), new InputScale(1, 0.2, 0.5), 1, 1),
                    network(torch, new Mlp(List.of(16), "gelu", true, 0), InputScale.NONE, 2, 1.7),
                    network(torch, new Cnn(List.of(3, 5), 8, "tanh", false, 0), new InputScale(2, 0, 1), 3, 0.6));
            try (Ensemble ensemble = new Ensemble(torch.engine(), members, List.of(0.5, 0.2, 0.3))) {
                Batches.randomizeStatistics(torch, ensemble);

                byte[] onnx = Batches.assertAlike(ensemble, 1);

                GraphProto graph = ModelProto.parseFrom(onnx).getGraph();
                assertThat(graph.getInputCount()).isOne();
                assertThat(graph.getOutput(0).getName()).isEqualTo("probabilities");
                assertThat(graph.getInitializerList())
                        .extracting(TensorProto::getName)
                        .doesNotHaveDuplicates()
                        .anyMatch(name -> name.startsWith("m0."))
                        .anyMatch(name -> name.startsWith("m2."));
                assertThat(graph.getNodeList())
                        .extracting(NodeProto::getName)
                        .doesNotHaveDuplicates()
                        .anyMatch(name -> name.startsWith("m1/02Linear with m1/03BatchNorm/Gemm"));
                assertThat(Batches.operations(onnx)).doesNotContain("BatchNormalization");
                assertThat(OnnxExporter.export(ensemble, "input"))
                        .as("repeats to the byte")
                        .isEqualTo(onnx);
            }
        }
    }

    @Test
    void aNetworkThatIsTwoMembers_isWatchedTwice_andLeftAsItWas() {
        try (TorchScope torch = new TorchScope()) {
            Network twice = network(torch, new Cnn(List.of(4), 8, "relu", true, 0), InputScale.NONE, 1, 1);
            byte[] alone = OnnxExporter.export(twice, "input");
            try (Ensemble ensemble = new Ensemble(torch.engine(), List.of(twice, twice), List.of(1.0, 1.0))) {
                Batches.assertAlike(ensemble, 1);

                assertThat(twice.blocks().values())
                        .flatExtracting(block -> block.getChildren().values())
                        .isNotEmpty()
                        .noneMatch(child -> Proxy.isProxyClass(child.getClass()));
                assertThat(OnnxExporter.export(twice, "input")).isEqualTo(alone);
            }
        }
    }

    @Test
    void aMemberThatDiffers_isNamed() {
        try (TorchScope torch = new TorchScope()) {
            List<Network> members = List.of(
                    network(torch, new Mlp(List.of(4), "relu", false, 0), InputScale.NONE, 1, 1),
                    network(torch, new Mlp(List.of(5), "relu", false, 0), InputScale.NONE, 2, 1));
            try (Ensemble ensemble = new Ensemble(torch.engine(), members, List.of(1.0, 1.0))) {
                byte[] before = OnnxExporter.export(ensemble, "input");
                members.get(1)
                        .parameters()
                        .get("04Linear_bias")
                        .getArray()
                        .addi(torch.manager().create(new float[] {1, 0, 0}));
                float[] rows = Batches.rows(64 * 8, 1);

                assertThatThrownBy(() -> ParityCheck.of(before, ensemble, rows, ensemble.answer(rows), true))
                        .isInstanceOf(ParityException.class)
                        .hasMessageContaining("the first layer that differs is 'm1/04Linear/Gemm_");
            }
        }
    }

    @Test
    void regression_isTheMeanInTheTasksUnit() {
        try (TorchScope torch = new TorchScope()) {
            Network one = prices(torch, 1, new Head.Unscale(true, 1, 0.4));
            Network other = prices(torch, 2, new Head.Unscale(false, 3, 0.5));
            try (Ensemble ensemble = new Ensemble(torch.engine(), List.of(one, other), List.of(1.0, 1.0))) {
                Batches.assertAlike(ensemble, 1);
            }
        }
    }

    private static Network network(
            TorchScope torch, Architecture architecture, InputScale scale, int seed, double temperature) {
        return new Network(torch.engine(), architecture, IMAGE, 3, scale, new Head.Softmax(temperature), seed);
    }

    private static Network prices(TorchScope torch, int seed, Head head) {
        return new Network(
                torch.engine(), new Mlp(List.of(6), "relu", false, 0), List.of(4L), 1, InputScale.NONE, head, seed);
    }
}
