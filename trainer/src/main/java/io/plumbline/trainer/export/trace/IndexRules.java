package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.CallLowering.Rule;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Picking elements: by fixed indices and slices, by an array of indices, by an embedding table. */
final class IndexRules {
    private IndexRules() {}

    static Map<String, Rule> all() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("get", Rule.of(IndexRules::get));
        rules.put(
                "gather",
                Rule.of((call, recorder) -> recorder.add(
                        "GatherElements",
                        call.result(),
                        Map.of("axis", call.axis(1, call.shape().size())),
                        call.receiver(),
                        recorder.cast(call.array(0), ElementType.WHOLE))));
        rules.put(
                "embedding",
                Rule.of((call, recorder) -> recorder.add(
                        "Gather",
                        call.result(),
                        Map.of("axis", 0L),
                        call.array(1),
                        recorder.cast(call.array(0), ElementType.WHOLE))));
        rules.put("gatherNd", Rule.of(IndexRules::gatherNd));
        rules.put("oneHot", Rule.of(IndexRules::oneHot));
        return rules;
    }

    /** DJL keeps the coordinates of a place along the first axis of the index, ONNX along the last. */
    private static Value.Activation gatherNd(Call call, Recorder recorder) {
        Value index = recorder.cast(call.array(0), ElementType.WHOLE);
        List<Long> order = new ArrayList<>();
        List<Long> turned = new ArrayList<>();
        for (int i = 1; i <= index.dimensions().size(); i++) {
            int axis = i % index.dimensions().size();
            order.add((long) axis);
            turned.add(index.dimensions().get(axis));
        }
        Value coordinates =
                recorder.add("Transpose", new Result(turned, ElementType.WHOLE), Map.of("perm", order), index);
        return recorder.add("GatherND", call.result(), call.receiver(), coordinates);
    }

    /** Arguments: depth, the type. Values off and on are 0 and 1. */
    private static Value.Activation oneHot(Call call, Recorder recorder) {
        Value onehot = recorder.add(
                "OneHot",
                new Result(call.shape(), ElementType.WHOLE),
                Map.of("axis", -1L),
                recorder.cast(call.receiver(), ElementType.WHOLE),
                recorder.scalar(call.number(0), ElementType.WHOLE),
                recorder.longs(List.of(0L, 1L)));
        return (Value.Activation) recorder.cast(onehot, call.result().type());
    }

    /** One Slice over all axes that are cut, then one Reshape that drops those that a fixed index names. */
    private static Value.Activation get(Call call, Recorder recorder) {
        List<Long> from = call.receiver().dimensions();
        List<NDIndexElement> elements = elements(call, from.size());
        List<Long> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        List<Long> axes = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        List<Long> sliced = new ArrayList<>(from);
        int axis = 0;
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexNull) {
                continue;
            }
            long size = from.get(axis);
            if (element instanceof NDIndexFixed fixed) {
                // A negative index stays so: it counts from the end of a batch of any size.
                starts.add(fixed.getIndex());
                ends.add(fixed.getIndex() == -1 ? Long.MAX_VALUE : fixed.getIndex() + 1);
                axes.add((long) axis);
                steps.add(1L);
                sliced.set(axis, 1L);
            } else if (element instanceof NDIndexSlice slice) {
                long step = Objects.requireNonNullElse(slice.getStep(), 1L);
                long start = Objects.requireNonNullElse(slice.getMin(), 0L);
                long end = Objects.requireNonNullElse(slice.getMax(), Long.MAX_VALUE);
                if (step < 1) {
                    throw call.refused("'get' slices with step " + step + ", expected at least 1");
                }
                starts.add(start);
                ends.add(end);
                axes.add((long) axis);
                steps.add(step);
                long first = Math.min(start < 0 ? start + size : start, size);
                long last = Math.min(end < 0 ? end + size : end, size);
                sliced.set(axis, Math.max(0, (last - first + step - 1) / step));
            } else if (!(element instanceof NDIndexAll)) {
                throw call.refused(
                        "'get' picks by " + element.getClass().getSimpleName() + ", expected numbers and slices");
            }
            axis++;
        }
        Value cut = axes.isEmpty()
                ? call.receiver()
                : recorder.add(
                        "Slice",
                        new Result(sliced, call.result().type()),
                        call.receiver(),
                        recorder.longs(starts),
                        recorder.longs(ends),
                        recorder.longs(axes),
                        recorder.longs(steps));
        return cut instanceof Value.Activation activation && sliced.equals(call.shape()) && !axes.isEmpty()
                ? activation
                : ShapeRules.reshape(call.result(), cut, recorder);
    }

    /** One element per axis: an ellipsis becomes as many "all" as are missing; so do axes not named at the end. */
    private static List<NDIndexElement> elements(Call call, int rank) {
        NDIndex index = index(call);
        List<NDIndexElement> elements = new ArrayList<>(index.getIndices());
        long named = elements.stream()
                .filter(element -> !(element instanceof NDIndexNull))
                .count();
        int at = index.getEllipsisIndex();
        int place = at >= 0 && at <= elements.size() ? at : elements.size();
        for (long i = named; i < rank; i++) {
            elements.add(place, new NDIndexAll());
        }
        return elements;
    }

    private static NDIndex index(Call call) {
        return call.arguments().stream()
                .filter(NDIndex.class::isInstance)
                .map(NDIndex.class::cast)
                .findFirst()
                .orElseThrow(() -> call.refused("'get' is called with " + call.arguments()));
    }
}
