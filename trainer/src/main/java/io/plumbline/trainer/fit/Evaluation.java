package io.plumbline.trainer.fit;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the finished model answers to the validation part.
 *
 * @param rowShape of one input row, without the batch axis
 * @param answers {@code [rows, outputs]} row-major, in the task's own unit: probabilities, values, scores
 * @param decision which of two classes is announced; empty where it is that of the largest probability
 * @param metrics with their 95 % intervals, by the evaluator's names
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Evaluation(
        Task task,
        Partition part,
        List<Long> rowShape,
        float[] answers,
        Optional<Decision> decision,
        Map<String, MetricEstimate> metrics) {}
