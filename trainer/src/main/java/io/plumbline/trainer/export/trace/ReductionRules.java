package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Sums, means, extremes and norms along axes. */
final class ReductionRules {
    private ReductionRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("sum", Rule.of((call, recorder) -> sum(call, recorder)));
        Map.of("mean", "ReduceMean", "max", "ReduceMax", "min", "ReduceMin", "prod", "ReduceProd")
                .forEach((method, op) -> rules.put(
                        method,
                        Rule.of((call, recorder) -> recorder.add(
                                op,
                                call.result(),
                                Map.of("axes", axes(call), "keepdims", keeps(call)),
                                recorder.cast(call.receiver(), call.result().type())))));
        rules.put("norm", Rule.of(ReductionRules::norm));
        rules.put("normalize", Rule.of(ReductionRules::normalize));
        rules.put(
                "cumSum",
                Rule.of((call, recorder) -> recorder.add(
                        "CumSum",
                        call.result(),
                        Map.of(),
                        recorder.cast(call.receiver(), call.result().type()),
                        recorder.scalar(call.axis(0, call.shape().size()), ElementType.WHOLE))));
        rules.put("argMax", extreme("ArgMax"));
        rules.put("argMin", extreme("ArgMin"));
        rules.put("topK", ReductionRules::topK);
        return rules;
    }

    /** Opset 13 moved the axes of this one from an attribute to an input. */
    private static Value.Activation sum(Call call, Recorder recorder) {
        return recorder.add(
                "ReduceSum",
                call.result(),
                Map.of("keepdims", keeps(call)),
                recorder.cast(call.receiver(), call.result().type()),
                recorder.longs(axes(call)));
    }

    /** Arguments: order, axes, whether to keep them. */
    private static Value.Activation norm(Call call, Recorder recorder) {
        if (call.arguments().size() != 3 || call.number(0).intValue() != 2) {
            throw call.refused("'norm' is called with " + call.arguments() + ", expected order 2 and axes");
        }
        return recorder.add(
                "ReduceL2",
                call.result(),
                Map.of("axes", call.longs(1), "keepdims", call.flag(2) ? 1L : 0L),
                call.receiver());
    }

    /** x / max(‖x‖, epsilon). Arguments: exponent, axis, epsilon. */
    private static Value.Activation normalize(Call call, Recorder recorder) {
        double exponent = call.number(0).doubleValue();
        if (exponent != 1 && exponent != 2) {
            throw call.unexpected(0, "1 or 2");
        }
        long axis = call.axis(1, call.shape().size());
        List<Long> reduced = new ArrayList<>(call.shape());
        reduced.set((int) axis, 1L);
        Value norm = recorder.add(
                exponent == 2 ? "ReduceL2" : "ReduceL1",
                Result.floats(reduced),
                Map.of("axes", List.of(axis), "keepdims", 1L),
                call.receiver());
        Value atLeast = recorder.add(
                "Max",
                Result.floats(reduced),
                norm,
                recorder.scalar(call.number(2).doubleValue()));
        return recorder.add("Div", call.result(), call.receiver(), atLeast);
    }

    private static Rule extreme(String op) {
        return Rule.of((call, recorder) -> {
            if (call.arguments().isEmpty()) {
                throw call.refused("'" + call.method() + "' runs over the whole batch");
            }
            return recorder.add(
                    op,
                    call.result(),
                    Map.of("axis", call.axis(0, call.receiver().dimensions().size()), "keepdims", 0L),
                    call.receiver());
        });
    }

    /** Arguments: k, axis, whether the largest, whether sorted. */
    private static List<Value.Activation> topK(Call call, Recorder recorder) {
        return recorder.addAll(
                "TopK",
                call.results(),
                Map.of(
                        "axis", call.axis(1, call.shape().size()),
                        "largest", call.flag(2) ? 1L : 0L,
                        "sorted", call.flag(3) ? 1L : 0L),
                call.receiver(),
                recorder.longs(List.of(call.number(0).longValue())));
    }

    /** Without arguments: all, the batch among them, which is refused once the batch axis is known. */
    private static List<Long> axes(Call call) {
        int rank = call.receiver().dimensions().size();
        return call.arguments().isEmpty()
                ? LongStream.range(0, rank).boxed().toList()
                : call.longs(0).stream()
                        .map(axis -> axis < 0 ? axis + rank : axis)
                        .toList();
    }

    private static long keeps(Call call) {
        return call.arguments().size() > 1 && call.flag(1) ? 1 : 0;
    }
}
