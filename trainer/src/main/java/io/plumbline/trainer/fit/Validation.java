package io.plumbline.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Loss and metrics over a partition, in evaluation mode, with one forward pass for both. */
final class Validation {
    static final String LOSS = "loss";

    private final Network network;
    private final Loss loss;
    private final TaskMetrics metrics;
    private final int batch;

    /** @param batch items of one forward pass */
    Validation(Network network, Loss loss, TaskMetrics metrics, int batch) {
        this.network = network;
        this.loss = loss;
        this.metrics = metrics;
        this.batch = batch;
    }

    /** Every number by its name; {@code loss} comes first. */
    Map<String, Double> over(Partition part, TargetScale scale) {
        float[] answers = new float[part.rows() * network.outputs()];
        double sum = 0;
        double weight = 0;
        int row = 0;
        for (int from = 0; from < part.items(); from += batch) {
            int[] items =
                    IntStream.range(from, Math.min(part.items(), from + batch)).toArray();
            Batch rows = Batch.of(part, scale, items);
            try (NDManager scope = network.newScope()) {
                NDArray raw = network.evaluate(TrainingStep.rows(network, rows, scope));
                sum += loss.total(raw, rows.targets()).getFloat();
                float[] answer = network.head().apply(raw).toFloatArray();
                System.arraycopy(answer, 0, answers, row * network.outputs(), answer.length);
            }
            weight += loss.weight(rows.targets());
            row += rows.targets().rows();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(LOSS, sum / Loss.divisor(weight));
        values.putAll(metrics.over(part, answers));
        return values;
    }
}
