package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set split in three, with all that a network and a manifest must know about it.
 *
 * @param inputName of the graph's one input
 * @param rowShape of one row of that input, without the batch axis
 * @param preprocessing as the manifest lists it; for images it is done by the graph itself
 * @param sha256 over the data files as stored, or over the records read
 * @param holdout never seen in training nor validation; streamed by the demo
 * @param provenance where the data came from beyond the experiment's own words, such as offsets, and what was left out;
 *     JSON values only
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
        String sha256,
        Map<String, Object> provenance) {
    /** No epoch has this number, so that folds and epochs are cut from different orders. */
    private static final long FOLD_ROUND = -1;

    public Dataset {
        rowShape = List.copyOf(rowShape);
        preprocessing = List.copyOf(preprocessing);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** A data set whose files say all. */
    public Dataset(
            Task task,
            String inputName,
            List<Long> rowShape,
            List<Step> preprocessing,
            TargetScale targetScale,
            Partition train,
            Partition validation,
            Partition holdout,
            String sha256) {
        this(task, inputName, rowShape, preprocessing, targetScale, train, validation, holdout, sha256, Map.of());
    }

    /** How many numbers the network answers per row. */
    public int outputs() {
        return task instanceof Task.Classification classification
                ? classification.labels().size()
                : 1;
    }

    /** Whether a row is an image, {@code [channels, height, width]} of raw pixels. */
    public boolean images() {
        return preprocessing.stream().anyMatch(Step.ScaleImage.class::isInstance);
    }

    /** How many training rows each class has; empty unless the task is classification. */
    public List<Long> classCounts() {
        return classCounts(train);
    }

    List<Long> classCounts(Partition part) {
        if (!(task instanceof Task.Classification)) {
            return List.of();
        }
        Long[] counts = new Long[outputs()];
        Arrays.fill(counts, 0L);
        for (float target : part.targets()) {
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
                sha256,
                provenance);
    }

    /**
     * This data set, if its training part can teach what the others ask.
     *
     * @throws MalformedDataException if all targets to train on are the same, a class occurs only in the other parts, or a
     *     target has no logarithm though it should be fitted
     */
    public Dataset requireLearnable() {
        requireLogarithms(train);
        requireLogarithms(validation);
        float first = train.targets()[0];
        boolean constant = true;
        for (float target : train.targets()) {
            constant &= target == first;
        }
        if (constant) {
            String only = task instanceof Task.Classification classification
                    ? "of class '" + classification.labels().get((int) first) + "'"
                    : "of the target " + first;
            throw new MalformedDataException("all " + train.rows()
                    + " rows to train on are " + only + ", expected at least two different targets: there is nothing to"
                    + " learn from one");
        }
        requireSeen(validation, "validation");
        requireSeen(holdout, "holdout");
        return this;
    }

    private void requireLogarithms(Partition part) {
        for (int row = 0; targetScale.log1p() && row < part.rows(); row++) {
            if (!(part.targets()[row] > -1)) {
                throw new MalformedDataException(
                        "the target of " + part.examples().get(row).id() + " is "
                                + part.targets()[row]
                                + ", expected more than -1 because ln(1 + target) is fitted; set data.log-target to false");
            }
        }
    }

    private void requireSeen(Partition part, String key) {
        List<Long> trained = classCounts();
        List<Long> asked = classCounts(part);
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i) > 0 && trained.get(i) == 0 && task instanceof Task.Classification classification) {
                throw new MalformedDataException(
                        ("class '%s' has %d items in the %s part and none to train on, expected at least one; data.split:"
                                        + " stratified keeps rare classes in training")
                                .formatted(classification.labels().get(i), asked.get(i), key));
            }
        }
    }
}
