package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Says each recorded call in ONNX operations, by the name of the array's method. */
final class CallLowering {
    /** Records one call and gives the values it returned. */
    @FunctionalInterface
    interface Rule {
        List<Value.Activation> record(Call call, Recorder recorder);

        /** A rule for a call that returns one array. */
        static Rule of(OneResult rule) {
            return (call, recorder) -> List.of(rule.record(call, recorder));
        }
    }

    /** Records one call that returned one array. */
    @FunctionalInterface
    interface OneResult {
        Value.Activation record(Call call, Recorder recorder);
    }

    private static final Map<String, String> REMEDIES = Map.of(
            "rnn", "use layers without recurrence: the ONNX form differs in layout",
            "lstm", "use layers without recurrence: the ONNX form differs in layout",
            "gru", "use layers without recurrence: the ONNX form differs in layout",
            "booleanMask", "multiply by the mask instead: how many rows pass would depend on the data",
            "nonzero", "multiply by a mask instead: how many rows pass would depend on the data");

    private final Map<String, Rule> rules = new HashMap<>();

    CallLowering() {
        rules.putAll(ArithmeticRules.all());
        rules.putAll(ActivationRules.all());
        rules.putAll(ComparisonRules.all());
        rules.putAll(ReductionRules.all());
        rules.putAll(ShapeRules.all());
        rules.putAll(IndexRules.all());
        rules.putAll(LayerRules.all());
    }

    /** Makes sure that a call can be recorded, before it runs. */
    void require(String method, String where) {
        if (!rules.containsKey(method)) {
            throw UntraceableException.of(
                    "the forward pass calls '" + method + "', which has no ONNX form here",
                    where,
                    REMEDIES.getOrDefault(method, "use one of " + new TreeSet<>(rules.keySet())));
        }
    }

    List<Value.Activation> record(Call call, Recorder recorder) {
        Rule rule = rules.get(call.method());
        if (rule == null) {
            throw new IllegalStateException("no rule for '" + call.method() + "'; require was not called");
        }
        return rule.record(call, recorder);
    }
}
