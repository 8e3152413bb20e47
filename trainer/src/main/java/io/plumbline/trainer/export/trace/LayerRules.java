package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Linear, convolution, normalization, pooling and dropout, whose settings all come as arguments of the call. */
final class LayerRules {
    private LayerRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("linear", LayerRules::linear);
        rules.put("convolution", LayerRules::convolution);
        rules.put("batchNorm", LayerRules::batchNorm);
        rules.put("dropout", (call, recorder) -> recorder.add("Identity", call.shape(), call.array(0)));
        rules.put("maxPool", (call, recorder) -> recorder.add("MaxPool", call.shape(), pool(call), call.receiver()));
        rules.put("avgPool", LayerRules::averagePool);
        rules.put("globalAvgPool", (call, recorder) -> global("GlobalAveragePool", call, recorder));
        rules.put("globalMaxPool", (call, recorder) -> global("GlobalMaxPool", call, recorder));
        return rules;
    }

    /** Arguments: input, weight [out, in], bias or none. */
    private static Value.Activation linear(Call call, Recorder recorder) {
        if (call.shape().size() != 2) {
            throw new UntraceableException("a linear layer answers shape " + call.shape()
                    + ", expected [batch, units]; flatten its input first");
        }
        return recorder.add("Gemm", call.shape(), Map.of("transB", 1L), withBias(call));
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
                "group", (long) call.number(6));
        return recorder.add("Conv", call.shape(), attributes, withBias(call));
    }

    /** Arguments: input, running mean, running variance, scale, shift, axis, momentum, epsilon, training. */
    private static Value.Activation batchNorm(Call call, Recorder recorder) {
        if (call.flag(8)) {
            throw new UntraceableException("batch norm runs in training mode, expected evaluation mode");
        }
        return recorder.add(
                "BatchNormalization",
                call.shape(),
                Map.of("epsilon", call.number(7)),
                call.array(0),
                call.array(3),
                call.array(4),
                call.array(1),
                call.array(2));
    }

    private static Value.Activation averagePool(Call call, Recorder recorder) {
        Map<String, Object> attributes = new HashMap<>(pool(call));
        attributes.put("count_include_pad", call.flag(4) ? 1L : 0L);
        return recorder.add("AveragePool", call.shape(), attributes, call.receiver());
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
        pooled.add(1L);
        pooled.add(1L);
        Value whole = recorder.add(op, pooled, call.receiver());
        return recorder.add("Flatten", call.shape(), Map.of("axis", 1L), whole);
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
