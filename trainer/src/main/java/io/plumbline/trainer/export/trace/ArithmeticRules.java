package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Element-wise arithmetic, activations, softmax, and whatever only changes a shape. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        Map.of("add", "Add", "sub", "Sub", "mul", "Mul", "div", "Div", "pow", "Pow", "maximum", "Max", "minimum", "Min")
                .forEach((method, op) -> rules.put(method, binary(op)));
        Map.of("exp", "Exp", "log", "Log", "sqrt", "Sqrt", "abs", "Abs", "neg", "Neg", "tanh", "Tanh")
                .forEach((method, op) -> rules.put(method, unary(op)));
        Map.of("relu", "Relu", "sigmoid", "Sigmoid", "softPlus", "Softplus", "softSign", "Softsign")
                .forEach((method, op) -> rules.put(method, unary(op)));
        rules.put(
                "leakyRelu",
                (call, recorder) ->
                        recorder.add("LeakyRelu", call.shape(), Map.of("alpha", call.number(0)), call.receiver()));
        rules.put(
                "elu",
                (call, recorder) ->
                        recorder.add("Elu", call.shape(), Map.of("alpha", call.number(0)), call.receiver()));
        rules.put("gelu", ArithmeticRules::gelu);
        rules.put(
                "softmax",
                (call, recorder) ->
                        recorder.add("Softmax", call.shape(), Map.of("axis", (long) call.number(0)), call.receiver()));
        // The target is the shape that came out, so that a batch of any size is told by comparing two traces.
        for (String method : List.of("reshape", "flatten", "squeeze", "expandDims")) {
            rules.put(
                    method,
                    (call, recorder) ->
                            recorder.add("Reshape", call.shape(), call.receiver(), recorder.longs(call.shape())));
        }
        return rules;
    }

    private static Rule unary(String op) {
        return (call, recorder) -> recorder.add(op, call.shape(), call.receiver());
    }

    private static Rule binary(String op) {
        return (call, recorder) -> recorder.add(
                op,
                call.shape(),
                call.receiver(),
                call.optionalArray(0).orElseGet(() -> recorder.scalar(call.number(0))));
    }

    /** x/2 · (1 + erf(x/√2)): opset 17 has no Gelu of its own. */
    private static Value.Activation gelu(Call call, Recorder recorder) {
        Value x = call.receiver();
        Value scaled = recorder.add("Mul", call.shape(), x, recorder.scalar((float) Math.sqrt(0.5)));
        Value erf = recorder.add("Erf", call.shape(), scaled);
        Value sum = recorder.add("Add", call.shape(), erf, recorder.scalar(1));
        Value product = recorder.add("Mul", call.shape(), x, sum);
        return recorder.add("Mul", call.shape(), product, recorder.scalar(0.5f));
    }
}
