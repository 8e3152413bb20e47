package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Linear, convolution, normalization, pooling and dropout, whose settings all come as arguments of the call. */
final class LayerRules {
    private LayerRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("linear", Rule.of(LayerRules::linear));
        for (String method : List.of("dot", "matMul", "batchMatMul")) {
            rules.put(
                    method,
                    Rule.of((call, recorder) -> recorder.add("MatMul", call.result(), call.receiver(), call.array(0))));
        }
        rules.put("convolution", Rule.of(LayerRules::convolution));
        rules.put("batchNorm", Rule.of(LayerRules::batchNorm));
        rules.put("layerNorm", Rule.of(LayerRules::layerNorm));
        rules.put("dropout", Rule.of((call, recorder) -> recorder.add("Identity", call.result(), call.array(0))));
        rules.put(
                "maxPool",
                Rule.of((call, recorder) -> recorder.add("MaxPool", call.result(), pool(call), call.receiver())));
        rules.put("avgPool", Rule.of(LayerRules::averagePool));
        rules.put("globalAvgPool", Rule.of((call, recorder) -> global("GlobalAveragePool", call, recorder)));
        rules.put("globalMaxPool", Rule.of((call, recorder) -> global("GlobalMaxPool", call, recorder)));
        return rules;
    }

    /** Arguments: input, weight [out, in], bias or none. Gemm takes matrices only; anything larger is MatMul and Add. */
    private static Value.Activation linear(Call call, Recorder recorder) {
        if (call.array(0).dimensions().size() == 2) {
            return recorder.add("Gemm", call.result(), Map.of("transB", 1L), withBias(call));
        }
        if (!(call.array(1) instanceof Value.Floats weight)) {
            throw call.unexpected(1, "a parameter");
        }
        Value product = recorder.add("MatMul", call.result(), call.array(0), transposed(weight));
        return call.optionalArray(2)
                .map(bias -> recorder.add("Add", call.result(), product, bias))
                .orElse((Value.Activation) product);
    }

    private static Value.Floats transposed(Value.Floats matrix) {
        int rows = Math.toIntExact(matrix.dimensions().get(0));
        int columns = Math.toIntExact(matrix.dimensions().get(1));
        float[] turned = new float[matrix.data().length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = matrix.data()[row * columns + column];
            }
        }
        return new Value.Floats(matrix.name() + "_transposed", List.of((long) columns, (long) rows), turned);
    }

    /** Arguments: input, weight, bias or none, stride, padding, dilation, groups. */
    private static Value.Activation convolution(Call call, Recorder recorder) {
        if (!(call.array(1) instanceof Value.Floats weight)) {
            throw call.unexpected(1, "a parameter");
        }
        Map<String, Object> attributes = Map.of(
                "kernel_shape",
                        weight.dimensions().subList(2, weight.dimensions().size()),
                "strides", call.longs(3),
                "pads", bothEnds(call.longs(4)),
                "dilations", call.longs(5),
                "group", call.number(6).longValue());
        return recorder.add("Conv", call.result(), attributes, withBias(call));
    }

    /** Arguments: input, running mean, running variance, scale, shift, axis, momentum, epsilon, training. */
    private static Value.Activation batchNorm(Call call, Recorder recorder) {
        if (call.flag(8)) {
            throw UntraceableException.of(
                    "batch norm runs in training mode, expected evaluation mode",
                    call.where(),
                    "hand on the 'training' that the block is given");
        }
        return recorder.add(
                "BatchNormalization",
                call.result(),
                Map.of("epsilon", call.real(7)),
                call.array(0),
                call.array(3),
                call.array(4),
                call.array(1),
                call.array(2));
    }

    private static Value.Activation averagePool(Call call, Recorder recorder) {
        Map<String, Object> attributes = new HashMap<>(pool(call));
        attributes.put("count_include_pad", call.flag(4) ? 1L : 0L);
        return recorder.add("AveragePool", call.result(), attributes, call.receiver());
    }

    /** Arguments: kernel, stride, padding, ceil mode. */
    private static Map<String, Object> pool(Call call) {
        return Map.of(
                "kernel_shape", call.longs(0),
                "strides", call.longs(1),
                "pads", bothEnds(call.longs(2)),
                "ceil_mode", call.flag(3) ? 1L : 0L);
    }

    /** DJL's global pools also flatten what they answer to [batch, channels]. */
    private static Value.Activation global(String op, Call call, Recorder recorder) {
        List<Long> pooled = new ArrayList<>(call.shape());
        while (pooled.size() < call.receiver().dimensions().size()) {
            pooled.add(1L);
        }
        Value whole = recorder.add(op, Result.floats(pooled), call.receiver());
        return recorder.add("Flatten", call.result(), Map.of("axis", 1L), whole);
    }

    /** Arguments: input, the shape that is normalized, scale, shift, epsilon. */
    private static Value.Activation layerNorm(Call call, Recorder recorder) {
        return recorder.add(
                "LayerNormalization",
                call.result(),
                Map.of("axis", (long) -call.longs(1).size(), "epsilon", call.real(4)),
                call.array(0),
                call.array(2),
                call.array(3));
    }

    private static Value[] withBias(Call call) {
        List<Value> inputs = new ArrayList<>(List.of(call.array(0), call.array(1)));
        call.optionalArray(2).ifPresent(inputs::add);
        return inputs.toArray(Value[]::new);
    }

    /** ONNX pads each axis at its begin and at its end. */
    private static List<Long> bothEnds(List<Long> padding) {
        List<Long> both = new ArrayList<>(padding);
        both.addAll(padding);
        return both;
    }
}
