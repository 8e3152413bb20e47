package io.plumbline.trainer.check;

import static io.plumbline.trainer.check.Lint.Finding.when;

import io.plumbline.trainer.check.Lint.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Mistakes in how data, batches and classes go together. */
final class DataLints {
    /** Above this ratio of class sizes a plain mean over items hardly sees the smallest class. */
    private static final double IMBALANCED = 10;
    /** Below this ratio there is no imbalance to speak of. */
    private static final double BALANCED = 1.5;
    /** Wu and He (2018), Group Normalization, figure 1: batch norm's error rises as batches fall below about this size. */
    private static final int SMALL_BATCH = 8;

    static final List<Lint> ALL = List.of(
            Lint.warning("no-holdout", DataLints::noHoldout),
            Lint.warning("batch-larger-than-data", DataLints::batchLargerThanData),
            Lint.warning("tail-batch-of-one", DataLints::tailBatchOfOne),
            Lint.hint("small-batch-with-batch-norm", DataLints::smallBatchWithBatchNorm),
            Lint.warning("class-weights-with-oversampling", DataLints::classWeightsWithOversampling),
            Lint.warning("folds-with-split-by-time", DataLints::foldsWithSplitByTime),
            Lint.warning("label-smoothing-with-mixing", DataLints::labelSmoothingWithMixing),
            Lint.hint("focal-without-imbalance", DataLints::focalWithoutImbalance),
            Lint.hint("imbalance-unaddressed", DataLints::imbalanceUnaddressed));

    private DataLints() {}

    private static Optional<Finding> noHoldout(Subject subject) {
        return when(
                subject.data().holdout() == 0,
                "data.holdout",
                "data.holdout is 0: nothing is left that the model has never seen, and the demo has nothing to stream",
                "Hold out a fifth of the items, or as many as you want to stream.");
    }

    private static Optional<Finding> batchLargerThanData(Subject subject) {
        double accumulated = subject.values().number("fit.accumulate", 1);
        String key = accumulated > 1 ? "fit.accumulate" : "fit.batch";
        return when(
                subject.batch() * accumulated > subject.data().train(),
                key,
                "a step takes %.0f items and there are %d to train on: an epoch is one step"
                        .formatted(subject.batch() * accumulated, subject.data().train()),
                "Lower " + key + "; steps of 32 to 256 items suit most data.");
    }

    private static Optional<Finding> tailBatchOfOne(Subject subject) {
        boolean alone = subject.values().text("loader.tail").equals("keep")
                && !subject.data().isRanking()
                && subject.data().train() % subject.batch() == 1;
        return when(
                alone && subject.hasBatchNorm(),
                "loader.tail",
                "%d items in batches of %.0f leave a last batch of one, and batch norm has no variance over one row"
                        .formatted(subject.data().train(), subject.batch()),
                "Set loader.tail to merge or drop, or change fit.batch by one.");
    }

    private static Optional<Finding> smallBatchWithBatchNorm(Subject subject) {
        return when(
                subject.hasBatchNorm() && !subject.data().isRanking() && subject.batch() < SMALL_BATCH,
                "fit.batch",
                "batch norm takes its statistics over %.0f rows, which is little more than noise"
                        .formatted(subject.batch()),
                "Take batches of at least " + SMALL_BATCH + ", or turn batch norm off.");
    }

    private static Optional<Finding> classWeightsWithOversampling(Subject subject) {
        return when(
                subject.values().chosen("loss.class-weights") && oversamples(subject),
                "loss.class-weights",
                "loss.class-weights and loader.sampler both raise the rare classes: together they count them twice",
                "Keep one of the two.");
    }

    private static Optional<Finding> foldsWithSplitByTime(Subject subject) {
        return when(
                subject.values().text("data.split").equals("time")
                        && subject.values().text("ensemble.type").equals("folds"),
                "ensemble.type",
                "folds are cut at random, so each network learns from items that are later than some it validates on: its"
                        + " early stopping, best epoch and temperature see less error than the future will bring",
                "Take seeds or networks, which validate on the part that is later than all they learn from.");
    }

    private static Optional<Finding> labelSmoothingWithMixing(Subject subject) {
        boolean mixes =
                subject.values().lists("augment", "mixup") || subject.values().lists("augment", "cutmix");
        return when(
                mixes && subject.values().number("loss.label-smoothing", 0) > 0,
                "loss.label-smoothing",
                "mixed images have soft labels already, and label smoothing softens them again",
                "Set loss.label-smoothing to 0, or drop mixup and cutmix.");
    }

    private static Optional<Finding> focalWithoutImbalance(Subject subject) {
        return when(
                subject.values().text("loss.type").equals("focal")
                        && !subject.data().classes().isEmpty()
                        && subject.data().imbalance() < BALANCED,
                "loss.type",
                String.format(
                        Locale.ROOT,
                        "the largest class has %.2g times the items of the smallest: focal loss has no imbalance to"
                                + " correct and makes probabilities less calibrated",
                        subject.data().imbalance()),
                "Try cross-entropy first.");
    }

    private static Optional<Finding> imbalanceUnaddressed(Subject subject) {
        boolean addressed = subject.values().chosen("loss.class-weights")
                || oversamples(subject)
                || subject.values().text("loss.type").equals("focal");
        return when(
                subject.data().imbalance() >= IMBALANCED && !addressed,
                "loss.type",
                String.format(
                        Locale.ROOT,
                        "the largest class has %.0f times the items of the smallest, and nothing makes up for it",
                        subject.data().imbalance()),
                "Set loss.class-weights to balanced, or loader.sampler to oversample, if the rare classes matter.");
    }

    private static boolean oversamples(Subject subject) {
        return subject.values().text("loader.sampler").equals("oversample");
    }
}
