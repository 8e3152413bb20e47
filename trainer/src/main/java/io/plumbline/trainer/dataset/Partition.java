package io.plumbline.trainer.dataset;

import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * A part of a data set, ready for a network and for the wire.
 *
 * <p>Shape: {@code inputs} holds {@code rows()} rows of {@code width} floats; {@code targets} one number per row (class
 * index, target in its own unit, or grade). Item {@code i} owns the rows {@code starts[i]} to {@code starts[i + 1] - 1}: one
 * row, or for ranking one row per candidate of the query.
 *
 * @param examples one per item; each is made when it is asked for and not kept, so that an image is in memory once
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Partition(int width, float[] inputs, float[] targets, int[] starts, List<Example> examples) {
    public Partition {
        examples = Collections.unmodifiableList(examples);
        if (inputs.length != (long) width * targets.length
                || starts.length != examples.size() + 1
                || starts[examples.size()] != targets.length) {
            throw new IllegalArgumentException(
                    "partition has %d inputs of width %d, %d targets, %d starts and %d examples"
                            .formatted(inputs.length, width, targets.length, starts.length, examples.size()));
        }
    }

    public int items() {
        return examples.size();
    }

    public int rows() {
        return targets.length;
    }

    /** The rows of one item. */
    public int rows(int item) {
        return starts[item + 1] - starts[item];
    }

    /** Some of the items, in the order given. */
    public Partition select(int[] items) {
        int[] selectedStarts = new int[items.length + 1];
        for (int i = 0; i < items.length; i++) {
            selectedStarts[i + 1] = selectedStarts[i] + rows(items[i]);
        }
        float[] selectedInputs = new float[selectedStarts[items.length] * width];
        float[] selectedTargets = new float[selectedStarts[items.length]];
        for (int i = 0; i < items.length; i++) {
            int from = starts[items[i]];
            System.arraycopy(inputs, from * width, selectedInputs, selectedStarts[i] * width, rows(items[i]) * width);
            System.arraycopy(targets, from, selectedTargets, selectedStarts[i], rows(items[i]));
        }
        return new Partition(
                width,
                selectedInputs,
                selectedTargets,
                selectedStarts,
                onDemand(items.length, i -> examples.get(items[i])));
    }

    /** The starts of items that have one row each. */
    public static int[] singles(int items) {
        int[] starts = new int[items + 1];
        for (int i = 0; i <= items; i++) {
            starts[i] = i;
        }
        return starts;
    }

    /** A list of examples that are made when they are asked for. */
    public static List<Example> onDemand(int count, IntFunction<Example> example) {
        return new OnDemand(count, example);
    }

    private static final class OnDemand extends AbstractList<Example> implements RandomAccess {
        private final int count;
        private final IntFunction<Example> example;

        OnDemand(int count, IntFunction<Example> example) {
            this.count = count;
            this.example = example;
        }

        @Override
        public Example get(int index) {
            return example.apply(java.util.Objects.checkIndex(index, count));
        }

        @Override
        public int size() {
            return count;
        }
    }
}
