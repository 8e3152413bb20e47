package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Says each recorded call in ONNX operations, by the name of the array's method. */
final class CallLowering {
    /** Records one call and gives the value it returned. */
    @FunctionalInterface
    interface Rule {
        Value.Activation record(Call call, Recorder recorder);
    }

    private final Map<String, Rule> rules = new HashMap<>();

    CallLowering() {
        rules.putAll(ArithmeticRules.all());
        rules.putAll(LayerRules.all());
    }

    Value.Activation record(Call call, Recorder recorder) {
        Rule rule = rules.get(call.method());
        if (rule == null) {
            throw new UntraceableException("the forward pass calls '" + call.method()
                    + "', which has no ONNX form here; expected one of " + new TreeSet<>(rules.keySet()));
        }
        return rule.record(call, recorder);
    }
}
