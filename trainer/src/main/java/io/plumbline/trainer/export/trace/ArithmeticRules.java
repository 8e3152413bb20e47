package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import java.util.HashMap;
import java.util.Map;

/** Element-wise arithmetic. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        Map.of("add", "Add", "sub", "Sub", "mul", "Mul", "div", "Div", "pow", "Pow", "maximum", "Max", "minimum", "Min")
                .forEach((method, op) -> rules.put(method, binary(op)));
        Map.of("rsub", "Sub", "rdiv", "Div", "rpow", "Pow").forEach((method, op) -> rules.put(method, reversed(op)));
        Map.of("exp", "Exp", "log", "Log", "sqrt", "Sqrt", "abs", "Abs", "neg", "Neg", "sign", "Sign", "erf", "Erf")
                .forEach((method, op) -> rules.put(method, unary(op)));
        Map.of("sin", "Sin", "cos", "Cos", "tan", "Tan", "asin", "Asin", "acos", "Acos", "atan", "Atan")
                .forEach((method, op) -> rules.put(method, unary(op)));
        Map.of("sinh", "Sinh", "cosh", "Cosh", "floor", "Floor", "ceil", "Ceil", "round", "Round")
                .forEach((method, op) -> rules.put(method, unary(op)));
        rules.put("square", Rule.of((call, recorder) -> {
            Value x = recorder.cast(call.receiver(), call.result().type());
            return recorder.add("Mul", call.result(), x, x);
        }));
        rules.put("log2", logarithm(2));
        rules.put("log10", logarithm(10));
        rules.put("toRadians", scaled(Math.PI / 180));
        rules.put("toDegrees", scaled(180 / Math.PI));
        rules.put("clip", Rule.of((call, recorder) -> {
            ElementType type = call.result().type();
            return recorder.add(
                    "Clip",
                    call.result(),
                    recorder.cast(call.receiver(), type),
                    recorder.scalar(call.number(0), type),
                    recorder.scalar(call.number(1), type));
        }));
        return rules;
    }

    static Rule unary(String op) {
        return Rule.of((call, recorder) -> recorder.add(
                op, call.result(), recorder.cast(call.receiver(), call.result().type())));
    }

    /** Both operands take the type of the result first, as the engine does it unasked. */
    private static Rule binary(String op) {
        return Rule.of((call, recorder) -> {
            ElementType type = call.result().type();
            Value other = call.optionalArray(0)
                    .map(array -> recorder.cast(array, type))
                    .orElseGet(() -> recorder.scalar(call.number(0), type));
            return recorder.add(op, call.result(), recorder.cast(call.receiver(), type), other);
        });
    }

    /** The argument is the first operand. */
    private static Rule reversed(String op) {
        return Rule.of((call, recorder) -> {
            ElementType type = call.result().type();
            Value other = call.optionalArray(0)
                    .map(array -> recorder.cast(array, type))
                    .orElseGet(() -> recorder.scalar(call.number(0), type));
            return recorder.add(op, call.result(), other, recorder.cast(call.receiver(), type));
        });
    }

    private static Rule logarithm(double base) {
        return Rule.of((call, recorder) -> {
            Value natural = recorder.add("Log", call.result(), recorder.cast(call.receiver(), ElementType.FLOAT));
            return recorder.add("Mul", call.result(), natural, recorder.scalar(1 / Math.log(base)));
        });
    }

    private static Rule scaled(double factor) {
        return Rule.of((call, recorder) -> recorder.add(
                "Mul", call.result(), recorder.cast(call.receiver(), ElementType.FLOAT), recorder.scalar(factor)));
    }
}
