package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import java.util.Arrays;
import java.util.List;

/**
 * A data set split in three, with all that a network and a manifest must know about it.
 *
 * @param inputName of the graph's one input
 * @param rowShape of one row of that input, without the batch axis
 * @param preprocessing as the manifest lists it; for images it is done by the graph itself
 * @param sha256 over the data files as stored
 * @param holdout never seen in training nor validation; streamed by the demo
 */
public record Dataset(
        Task task,
        String inputName,
        List<Long> rowShape,
        List<Step> preprocessing,
        TargetScale targetScale,
        Partition train,
        Partition validation,
        Partition holdout,
        String sha256) {
    /** No epoch has this number, so that folds and epochs are cut from different orders. */
    private static final long FOLD_ROUND = -1;

    public Dataset {
        rowShape = List.copyOf(rowShape);
        preprocessing = List.copyOf(preprocessing);
    }

    /** How many numbers the network answers per row. */
    public int outputs() {
        return task instanceof Task.Classification classification
                ? classification.labels().size()
                : 1;
    }

    /** How many training rows each class has; empty unless the task is classification. */
    public List<Long> classCounts() {
        if (!(task instanceof Task.Classification)) {
            return List.of();
        }
        Long[] counts = new Long[outputs()];
        Arrays.fill(counts, 0L);
        for (float target : train.targets()) {
            counts[(int) target]++;
        }
        return List.of(counts);
    }

    /**
     * One of {@code folds} ways to learn from part of the training items and validate on the rest of them; each item validates
     * in exactly one. The preprocessing stays that of the whole.
     */
    public Dataset fold(int index, int folds, long seed) {
        if (train.items() < 2 * folds) {
            throw new MalformedDataException("%d items to train cannot be cut into %d folds, expected at least %d"
                    .formatted(train.items(), folds, 2 * folds));
        }
        int[] order = Shuffle.order(train.items(), seed, FOLD_ROUND);
        int from = (int) ((long) train.items() * index / folds);
        int to = (int) ((long) train.items() * (index + 1) / folds);
        int[] fold = Arrays.copyOfRange(order, from, to);
        int[] rest = new int[order.length - fold.length];
        System.arraycopy(order, 0, rest, 0, from);
        System.arraycopy(order, to, rest, from, order.length - to);
        Arrays.sort(fold);
        Arrays.sort(rest);
        return new Dataset(
                task,
                inputName,
                rowShape,
                preprocessing,
                targetScale,
                train.select(rest),
                train.select(fold),
                holdout,
                sha256);
    }
}
