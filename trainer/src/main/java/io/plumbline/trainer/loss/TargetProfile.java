package io.plumbline.trainer.loss;

import io.plumbline.trainer.dataset.Dataset;
import java.util.List;

/**
 * What a loss may know of the training part before it starts.
 *
 * @param classCounts items of each class; empty unless the task is classification
 */
public record TargetProfile(List<Long> classCounts) {
    public TargetProfile {
        classCounts = List.copyOf(classCounts);
    }

    public static TargetProfile of(Dataset data) {
        return new TargetProfile(data.classCounts());
    }
}
