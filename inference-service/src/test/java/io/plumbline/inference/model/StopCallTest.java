package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A call that runs for years is ended from another thread, in the real engine. */
class StopCallTest {
    @Test
    void callThatIsAskedToEnd_fails_andTheModelGoesOn() throws Exception {
        ServedModel model = FakeGpu.load(TinyCheckpoint.regression(looping(), 1));
        FutureTask<List<ItemOutcome>> years = new FutureTask<>(() -> model.predict(List.of(row(1e15f))));
        Thread caller = new Thread(years, "caller");
        caller.setDaemon(true);
        try {
            caller.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                model.stopCall(Thread.currentThread());
                model.stopCall(caller);
                return years.isDone();
            });

            assertThatThrownBy(() -> years.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ModelFailure.class)
                    .hasStackTraceContaining("terminate");
            assertThat(model.predict(List.of(row(3)))).singleElement().isInstanceOf(ItemOutcome.Answered.class);
            assertThat(model.nativeArrays()).isZero();
        } finally {
            if (years.isDone()) {
                model.close();
            }
        }
    }

    private static Prepared row(float value) {
        return new Prepared(
                1, List.of(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value)), List.of());
    }

    /** {@code value = ±features}, negated as many times as its largest element says. */
    private static byte[] looping() {
        GraphProto body = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("i", DataType.INT64))
                .addInput(value("go", DataType.BOOL))
                .addInput(value("v", DataType.FLOAT, -1, 1))
                .addNode(node("Identity", "go", "goOn"))
                .addNode(node("Neg", "v", "negated"))
                .addOutput(value("goOn", DataType.BOOL))
                .addOutput(value("negated", DataType.FLOAT, -1, 1))
                .build();
        return new TinyGraph()
                .input("features", -1, 1)
                .node("ReduceMax", List.of("features"), "most", TinyGraph.number("keepdims", 0))
                .node("Cast", List.of("most"), "times", TinyGraph.number("to", DataType.INT64.getNumber()))
                .node(
                        "Loop",
                        List.of("times", "", "features"),
                        "value",
                        AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(body)
                                .build())
                .output("value", -1, 1)
                .bytes();
    }

    private static NodeProto node(String operator, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static ValueInfoProto value(String name, DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(size < 0 ? dimension.setDimParam("batch") : dimension.setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
