package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import java.util.HashMap;
import java.util.Map;

/** Activations that are one call of the engine; those that DJL composes (swish, mish) show as their parts. */
final class ActivationRules {
    private ActivationRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        Map.of("relu", "Relu", "sigmoid", "Sigmoid", "tanh", "Tanh", "softPlus", "Softplus", "softSign", "Softsign")
                .forEach((method, op) -> rules.put(method, ArithmeticRules.unary(op)));
        rules.put("selu", ArithmeticRules.unary("Selu"));
        rules.put("leakyRelu", withAlpha("LeakyRelu"));
        rules.put("elu", withAlpha("Elu"));
        rules.put("softmax", alongAxis("Softmax"));
        rules.put("logSoftmax", alongAxis("LogSoftmax"));
        rules.put("gelu", Rule.of(ActivationRules::gelu));
        return rules;
    }

    private static Rule withAlpha(String op) {
        return Rule.of(
                (call, recorder) -> recorder.add(op, call.result(), Map.of("alpha", call.real(0)), call.receiver()));
    }

    private static Rule alongAxis(String op) {
        return Rule.of((call, recorder) -> recorder.add(
                op, call.result(), Map.of("axis", call.axis(0, call.shape().size())), call.receiver()));
    }

    /** x/2 · (1 + erf(x/√2)): opset 17 has no Gelu of its own. */
    private static Value.Activation gelu(Call call, Recorder recorder) {
        Value x = call.receiver();
        Value scaled = recorder.add("Mul", call.result(), x, recorder.scalar(Math.sqrt(0.5)));
        Value erf = recorder.add("Erf", call.result(), scaled);
        Value sum = recorder.add("Add", call.result(), erf, recorder.scalar(1));
        Value product = recorder.add("Mul", call.result(), x, sum);
        return recorder.add("Mul", call.result(), product, recorder.scalar(0.5));
    }
}
