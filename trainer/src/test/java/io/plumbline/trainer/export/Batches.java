package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import io.plumbline.trainer.network.Answering;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import java.util.Random;

/** Exported networks against ONNX Runtime at batches of 1, 2 and 7. */
final class Batches {
    private Batches() {}

    /** Exports, compares every answer, and gives the file. */
    static byte[] assertAlike(Answering network, float scale) {
        byte[] onnx = OnnxExporter.export(network, "input");
        int width = Math.toIntExact(network.rowShape().size());
        try (OnnxRunner runner = new OnnxRunner(onnx)) {
            for (int batch : new int[] {1, 2, 7}) {
                float[] rows = rows(batch * width, scale);
                float[] expected = network.answer(rows);
                float[] actual = runner.run(rows, shape(network, batch));
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .as("answer %d at batch %d", i, batch)
                            .isCloseTo(expected[i], within(1e-5 + 1e-4 * Math.abs(expected[i])));
                }
            }
        }
        return onnx;
    }

    private static long[] shape(Answering network, int batch) {
        long[] row = network.rowShape().getShape();
        long[] shape = new long[row.length + 1];
        shape[0] = batch;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /** As training would leave them: statistics, scales and shifts away from 0 and 1. */
    static void randomizeStatistics(TorchScope torch, Answering network) {
        torch.engine().setRandomSeed(5);
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
    }

    static float[] rows(int length, float scale) {
        Random random = new Random(11);
        float[] rows = new float[length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (random.nextFloat() * 2 - 1) * scale;
        }
        return rows;
    }

    static List<String> operations(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx).getGraph().getNodeList().stream()
                    .map(node -> node.getOpType())
                    .toList();
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError("not an ONNX file", broken);
        }
    }
}
