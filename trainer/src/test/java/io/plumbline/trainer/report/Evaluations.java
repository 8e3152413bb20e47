package io.plumbline.trainer.report;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.fit.Evaluation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Made-up answers of finished models. */
final class Evaluations {
    private Evaluations() {}

    /** Images of {@code channels} by 2 by 3 pixels; row {@code i} is of class {@code truth[i]}. */
    static Evaluation images(List<String> labels, int[] truth, float[][] probabilities, int channels) {
        int width = channels * 6;
        float[] inputs = new float[truth.length * width];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i % 256;
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            examples.add(new Example("image-" + i, new Payload.Raw(ByteBuffer.allocate(0)), new Truth.ClassName("x")));
        }
        return evaluation(
                new Task.Classification(labels),
                new Partition(width, inputs, floats(truth), starts(truth.length), examples),
                List.of((long) channels, 2L, 3L),
                joined(probabilities));
    }

    /** Every class {@code items} times; item {@code i} of class c is taken for c + i while i is below {@code wrong}. */
    static Evaluation manyClasses(int classes, int items, int wrong) {
        List<String> labels =
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
        int[] truth = new int[classes * items];
        float[][] probabilities = new float[classes * items][classes];
        for (int row = 0; row < truth.length; row++) {
            truth[row] = row / items;
            int miss = row % items < wrong ? row % items + 1 : 0;
            Arrays.fill(probabilities[row], 0.3f / (classes - 1));
            probabilities[row][(truth[row] + miss) % classes] = 0.7f;
        }
        return images(labels, truth, probabilities, 1);
    }

    static Evaluation values(float[] truth, float[] answers) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            Map<String, FeatureValue> features = new LinkedHashMap<>();
            features.put("area", new FeatureValue.Numeric(100 + i));
            features.put("place", new FeatureValue.Text("<b>north & \"south\"</b>"));
            features.put("pool", new FeatureValue.Missing());
            examples.add(new Example("house-" + i, new Payload.Row(features), new Truth.Value(truth[i])));
        }
        return evaluation(
                new Task.Regression("USD"),
                new Partition(1, new float[truth.length], truth, starts(truth.length), examples),
                List.of(1L),
                answers);
    }

    /** Queries of items a, b, c...; {@code grades[q]} and {@code scores[q]} by item. */
    static Evaluation queries(float[][] grades, float[][] scores) {
        int[] starts = new int[grades.length + 1];
        List<Example> examples = new ArrayList<>();
        for (int q = 0; q < grades.length; q++) {
            starts[q + 1] = starts[q] + grades[q].length;
            List<Payload.Item> items = IntStream.range(0, grades[q].length)
                    .mapToObj(i -> new Payload.Item(Character.toString('a' + i), Map.of()))
                    .toList();
            examples.add(new Example("query-" + q, new Payload.Items(items), new Truth.Relevance(Map.of())));
        }
        float[] targets = joined(grades);
        return evaluation(
                new Task.Ranking(List.of(0, 1, 2)),
                new Partition(1, new float[targets.length], targets, starts, examples),
                List.of(1L),
                joined(scores));
    }

    private static Evaluation evaluation(Task task, Partition part, List<Long> shape, float[] answers) {
        return new Evaluation(
                task,
                part,
                shape,
                answers,
                Optional.empty(),
                Map.of("quality", new MetricEstimate(0.875, 0.8125, 0.9375)));
    }

    private static int[] starts(int items) {
        return IntStream.rangeClosed(0, items).toArray();
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private static float[] joined(float[][] rows) {
        float[] joined =
                new float[Arrays.stream(rows).mapToInt(row -> row.length).sum()];
        int at = 0;
        for (float[] row : rows) {
            System.arraycopy(row, 0, joined, at, row.length);
            at += row.length;
        }
        return joined;
    }
}
