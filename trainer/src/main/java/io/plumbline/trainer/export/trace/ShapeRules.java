package io.plumbline.trainer.export.trace;

import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Whatever moves, joins, splits or repeats elements without computing. */
final class ShapeRules {
    private ShapeRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        // The target is the shape that came out, so that a batch of any size is told by comparing two traces.
        for (String method : List.of("reshape", "flatten", "squeeze", "expandDims")) {
            rules.put(method, Rule.of((call, recorder) -> reshape(call.result(), call.receiver(), recorder)));
        }
        for (String method : List.of("stopGradient", "duplicate", "toDevice")) {
            rules.put(method, Rule.of((call, recorder) -> recorder.add("Identity", call.result(), call.receiver())));
        }
        rules.put(
                "toType",
                Rule.of((call, recorder) ->
                        call.receiver().type() == call.result().type()
                                ? recorder.add("Identity", call.result(), call.receiver())
                                : (Value.Activation) recorder.cast(
                                        call.receiver(), call.result().type())));
        rules.put("transpose", Rule.of((call, recorder) -> transpose(call, recorder)));
        rules.put("swapAxes", Rule.of(ShapeRules::swapAxes));
        rules.put("concat", Rule.of(ShapeRules::concat));
        rules.put("stack", Rule.of(ShapeRules::stack));
        rules.put("split", ShapeRules::split);
        rules.put("broadcast", Rule.of(ShapeRules::broadcast));
        rules.put("tile", Rule.of(ShapeRules::tile));
        rules.put("flip", Rule.of(ShapeRules::flip));
        rules.put("pad", Rule.of(ShapeRules::pad));
        rules.put("zerosLike", like(0));
        rules.put("onesLike", like(1));
        return rules;
    }

    static Value.Activation reshape(Result result, Value input, Recorder recorder) {
        return recorder.add("Reshape", result, input, recorder.longs(result.shape()));
    }

    private static Value.Activation transpose(Call call, Recorder recorder) {
        List<Long> order = new ArrayList<>();
        if (call.arguments().isEmpty() || call.longs(0).isEmpty()) {
            LongStream.range(0, call.shape().size()).forEach(order::add);
            Collections.reverse(order);
        } else {
            call.longs(0)
                    .forEach(axis -> order.add(axis < 0 ? axis + call.shape().size() : axis));
        }
        return recorder.add("Transpose", call.result(), Map.of("perm", order), call.receiver());
    }

    private static Value.Activation swapAxes(Call call, Recorder recorder) {
        int rank = call.shape().size();
        List<Long> order = new ArrayList<>(LongStream.range(0, rank).boxed().toList());
        Collections.swap(order, (int) call.axis(0, rank), (int) call.axis(1, rank));
        return recorder.add("Transpose", call.result(), Map.of("perm", order), call.receiver());
    }

    /** Arguments: the arrays after the receiver, the axis. */
    private static Value.Activation concat(Call call, Recorder recorder) {
        return recorder.add(
                "Concat",
                call.result(),
                Map.of("axis", call.axis(1, call.shape().size())),
                all(call).stream()
                        .map(array -> recorder.cast(array, call.result().type()))
                        .toArray(Value[]::new));
    }

    /** Each array gets the new axis, then they are joined along it. */
    private static Value.Activation stack(Call call, Recorder recorder) {
        long axis = call.axis(1, call.shape().size());
        List<Long> one = new ArrayList<>(call.shape());
        one.set((int) axis, 1L);
        Result single = new Result(one, call.result().type());
        return recorder.add(
                "Concat",
                call.result(),
                Map.of("axis", axis),
                all(call).stream()
                        .map(array -> reshape(single, recorder.cast(array, single.type()), recorder))
                        .toArray(Value[]::new));
    }

    private static List<Value> all(Call call) {
        List<Value> all = new ArrayList<>(List.of(call.receiver()));
        all.addAll(call.arrays(0));
        return all;
    }

    /** Arguments: where to cut, the axis; the sizes are those that came out. */
    private static List<Value.Activation> split(Call call, Recorder recorder) {
        int axis = (int) call.axis(1, call.shape().size());
        List<Long> sizes =
                call.results().stream().map(part -> part.shape().get(axis)).toList();
        return recorder.addAll(
                "Split", call.results(), Map.of("axis", (long) axis), call.receiver(), recorder.longs(sizes));
    }

    /** A dimension that stays is written as 1, which Expand reads as "as it is": so the batch is never named. */
    private static Value.Activation broadcast(Call call, Recorder recorder) {
        List<Long> from = call.receiver().dimensions();
        List<Long> to = new ArrayList<>(call.shape());
        int added = to.size() - from.size();
        for (int i = 0; i < from.size(); i++) {
            if (from.get(i).equals(to.get(i + added))) {
                to.set(i + added, 1L);
            }
        }
        return recorder.add("Expand", call.result(), call.receiver(), recorder.longs(to));
    }

    private static Value.Activation tile(Call call, Recorder recorder) {
        if (!(call.arguments().get(0) instanceof long[] repeats)
                || repeats.length != call.receiver().dimensions().size()) {
            throw call.unexpected(0, "one number of repeats per axis");
        }
        return recorder.add("Tile", call.result(), call.receiver(), recorder.longs(call.longs(0)));
    }

    private static Value.Activation flip(Call call, Recorder recorder) {
        int rank = call.shape().size();
        List<Long> axes = call.longs(0).stream()
                .map(axis -> axis < 0 ? axis + rank : axis)
                .toList();
        return recorder.add(
                "Slice",
                call.result(),
                call.receiver(),
                recorder.longs(Collections.nCopies(axes.size(), -1L)),
                recorder.longs(Collections.nCopies(axes.size(), Long.MIN_VALUE)),
                recorder.longs(axes),
                recorder.longs(Collections.nCopies(axes.size(), -1L)));
    }

    /** Arguments: (begin, end) of the last axis, then of the one before it, as PyTorch counts; the number. */
    private static Value.Activation pad(Call call, Recorder recorder) {
        List<Long> given = call.longs(0);
        int rank = call.shape().size();
        List<Long> pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
        for (int i = 0; i < given.size() / 2; i++) {
            pads.set(rank - 1 - i, given.get(2 * i));
            pads.set(2 * rank - 1 - i, given.get(2 * i + 1));
        }
        return recorder.add(
                "Pad",
                call.result(),
                call.receiver(),
                recorder.longs(pads),
                recorder.scalar(call.number(1), call.result().type()));
    }

    /** As large as the receiver, of any batch. */
    private static Rule like(int number) {
        return Rule.of((call, recorder) -> {
            long rank = call.shape().size();
            Value shape = recorder.add("Shape", new Result(List.of(rank), ElementType.WHOLE), call.receiver());
            return recorder.add(
                    "Expand",
                    call.result(),
                    recorder.scalar(number, call.result().type()),
                    shape);
        });
    }
}
