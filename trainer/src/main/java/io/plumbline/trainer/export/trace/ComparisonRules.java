package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.HashMap;
import java.util.Map;

/** Comparisons, logic, and choice by them. */
final class ComparisonRules {
    private ComparisonRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        Map.of("eq", "Equal", "gt", "Greater", "gte", "GreaterOrEqual", "lt", "Less", "lte", "LessOrEqual")
                .forEach((method, op) -> rules.put(method, Rule.of((call, recorder) -> compare(op, call, recorder))));
        rules.put(
                "neq",
                Rule.of((call, recorder) -> recorder.add("Not", call.result(), compare("Equal", call, recorder))));
        Map.of("logicalAnd", "And", "logicalOr", "Or", "logicalXor", "Xor")
                .forEach((method, op) -> rules.put(
                        method,
                        Rule.of((call, recorder) -> recorder.add(
                                op,
                                call.result(),
                                recorder.cast(call.receiver(), ElementType.TRUTH),
                                recorder.cast(call.array(0), ElementType.TRUTH)))));
        rules.put(
                "logicalNot",
                Rule.of((call, recorder) ->
                        recorder.add("Not", call.result(), recorder.cast(call.receiver(), ElementType.TRUTH))));
        rules.put("isNaN", Rule.of((call, recorder) -> recorder.add("IsNaN", call.result(), call.receiver())));
        rules.put("isInfinite", Rule.of((call, recorder) -> recorder.add("IsInf", call.result(), call.receiver())));
        rules.put(
                "where",
                Rule.of((call, recorder) -> recorder.add(
                        "Where",
                        call.result(),
                        recorder.cast(call.array(0), ElementType.TRUTH),
                        recorder.cast(call.receiver(), call.result().type()),
                        recorder.cast(call.array(1), call.result().type()))));
        return rules;
    }

    /** As floats if either side is one, as the engine compares them. */
    private static Value.Activation compare(String op, Call call, Recorder recorder) {
        boolean floats = call.receiver().type() == ElementType.FLOAT
                || call.optionalArray(0).map(Value::type).orElse(ElementType.WHOLE) == ElementType.FLOAT
                || call.arguments().get(0) instanceof Float
                || call.arguments().get(0) instanceof Double;
        ElementType type = floats ? ElementType.FLOAT : ElementType.WHOLE;
        Value other = call.optionalArray(0)
                .map(array -> recorder.cast(array, type))
                .orElseGet(() -> recorder.scalar(call.number(0), type));
        return recorder.add(
                op, new Result(call.shape(), ElementType.TRUTH), recorder.cast(call.receiver(), type), other);
    }
}
