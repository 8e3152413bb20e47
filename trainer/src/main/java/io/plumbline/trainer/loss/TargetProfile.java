package io.plumbline.trainer.loss;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import java.util.List;

/**
 * What a loss may know of the training part before it starts.
 *
 * @param classes their names; empty unless the task is classification
 * @param classCounts items of each class
 */
public record TargetProfile(List<String> classes, List<Long> classCounts) {
    public TargetProfile {
        classes = List.copyOf(classes);
        classCounts = List.copyOf(classCounts);
    }

    public static TargetProfile of(Dataset data) {
        List<String> classes =
                data.task() instanceof Task.Classification classification ? classification.labels() : List.of();
        return new TargetProfile(classes, data.classCounts());
    }
}
