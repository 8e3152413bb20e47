package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Split;
import io.plumbline.trainer.dataset.TargetScale;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Items over feature rows, turned into a data set: features fitted to the training part, all parts encoded. */
public record Tabular(FeatureRows rows, Items items, FeatureConfig features) {
    /**
     * @param logTarget whether a regression fits ln(1 + y)
     * @param sha256 over all that was read
     * @throws io.plumbline.trainer.dataset.MalformedDataException if nothing can be learnt from it
     */
    public Dataset dataset(Task task, boolean logTarget, Split split, String sha256, Map<String, Object> provenance) {
        FeatureTable table = new FeatureTable(rows, features);
        List<Step> steps = table.fit(rows(split.train()));
        FeatureEncoder encoder = new FeatureEncoder(steps);
        Partition train = partition(table, encoder, split.train());
        return new Dataset(
                        task,
                        FeatureTable.INPUT,
                        List.of((long) encoder.width()),
                        steps,
                        task instanceof Task.Regression
                                ? TargetScale.fit(train.targets(), logTarget)
                                : TargetScale.NONE,
                        train,
                        partition(table, encoder, split.validation()),
                        partition(table, encoder, split.holdout()),
                        sha256,
                        provenance)
                .requireLearnable();
    }

    private Partition partition(FeatureTable table, FeatureEncoder encoder, int[] chosen) {
        int[] rows = rows(chosen);
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = items.target(rows[i]);
        }
        int[] starts = new int[chosen.length + 1];
        for (int i = 0; i < chosen.length; i++) {
            starts[i + 1] = starts[i] + items.rows(chosen[i]).length;
        }
        return new Partition(
                encoder.width(),
                table.encode(encoder, rows),
                targets,
                starts,
                Partition.onDemand(chosen.length, i -> items.example(chosen[i])));
    }

    private int[] rows(int[] chosen) {
        return Arrays.stream(chosen)
                .flatMap(item -> Arrays.stream(items.rows(item)))
                .toArray();
    }
}
