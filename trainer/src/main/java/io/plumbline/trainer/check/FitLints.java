package io.plumbline.trainer.check;

import static io.plumbline.trainer.check.Lint.Finding.when;

import io.plumbline.trainer.check.Lint.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Mistakes in how optimizer, schedule and the end of a run go together. */
final class FitLints {
    /**
     * Adam moves a weight by about the rate in each step, whatever the gradient (Kingma and Ba 2015, section 2.1); He's
     * initial weights over a few hundred inputs are about 0.07.
     */
    private static final double LARGE_ADAPTIVE_RATE = 0.02;

    static final List<Lint> ALL = List.of(
            Lint.warning("diverges-at-once", FitLints::divergesAtOnce),
            Lint.warning("patience-not-below-epochs", FitLints::patienceNotBelowEpochs),
            Lint.warning("plateau-patience-not-below-stopping", FitLints::plateauPatienceNotBelowStopping),
            Lint.warning("warm-up-not-below-run", FitLints::warmUpNotBelowRun),
            Lint.warning("schedule-length-differs", FitLints::scheduleLengthDiffers),
            Lint.warning("schedule-never-moves", FitLints::scheduleNeverMoves),
            Lint.warning("large-learning-rate", FitLints::largeLearningRate),
            Lint.hint("weight-decay-with-adam", FitLints::weightDecayWithAdam),
            Lint.hint("dropout-before-batch-norm", FitLints::dropoutBeforeBatchNorm),
            Lint.hint("seed-absent", FitLints::seedAbsent));

    private FitLints() {}

    private static Optional<Finding> divergesAtOnce(Subject subject) {
        return subject.diverged()
                .map(
                        step -> new Finding(
                                "schedule.learning-rate",
                                "the loss or the gradients stop being numbers in step " + step,
                                "Lower schedule.learning-rate, set optimizer.clip-norm, or look for extreme values in the data."));
    }

    private static Optional<Finding> patienceNotBelowEpochs(Subject subject) {
        double patience = subject.values().number("fit.early-stopping.patience", 0);
        return when(
                patience >= subject.epochs(),
                "fit.early-stopping.patience",
                "fit.early-stopping.patience is %.0f and fit.epochs %.0f: the run is over before it can stop early"
                        .formatted(patience, subject.epochs()),
                "Take a patience of about a fifth of the epochs, or drop fit.early-stopping.");
    }

    private static Optional<Finding> plateauPatienceNotBelowStopping(Subject subject) {
        double plateau = subject.values().number("schedule.patience", 0);
        double stopping = subject.values().number("fit.early-stopping.patience", Double.POSITIVE_INFINITY);
        return when(
                subject.values().text("schedule.type").equals("plateau") && plateau >= stopping,
                "schedule.patience",
                "schedule.patience is %.0f and fit.early-stopping.patience %.0f: the run stops before the rate ever falls"
                        .formatted(plateau, stopping),
                "Let fit.early-stopping wait at least twice as long as the schedule.");
    }

    private static Optional<Finding> warmUpNotBelowRun(Subject subject) {
        RateCurve rates = subject.rates();
        return when(
                rates.steps() > 1 && rates.peakStep() == rates.steps() && rates.first() < rates.peak(),
                "schedule.warm-up",
                "the learning rate rises until the last of %d steps: the warm-up is as long as the run"
                        .formatted(rates.steps()),
                "Warm up for a tenth of the run or less, or train for more epochs.");
    }

    private static Optional<Finding> scheduleLengthDiffers(Subject subject) {
        for (String key : List.of("t-max", "epochs", "steps", "total-steps")) {
            OptionalDouble length = subject.values().number("schedule." + key);
            if (length.isPresent()
                    && length.getAsDouble() > 0
                    && length.getAsDouble() != subject.rates().steps()
                    && (key.endsWith("steps") || length.getAsDouble() != subject.epochs())) {
                return when(
                        true,
                        "schedule." + key,
                        "schedule.%s is %.0f and the run has %.0f epochs, %d steps: the schedule ends somewhere else"
                                .formatted(
                                        key,
                                        length.getAsDouble(),
                                        subject.epochs(),
                                        subject.rates().steps()),
                        "Leave schedule." + key + " out, so that it follows the run.");
            }
        }
        RateCurve rates = subject.rates();
        return when(
                subject.values().text("schedule.type").equals("cosine-restarts") && rates.last() > rates.peak() / 2,
                "schedule.t-0",
                String.format(
                        Locale.ROOT,
                        "the run ends soon after a restart, with a learning rate of %.3g of at most %.3g",
                        rates.last(),
                        rates.peak()),
                "Choose schedule.t-0 and fit.epochs so that the last cycle is a whole one.");
    }

    private static Optional<Finding> scheduleNeverMoves(Subject subject) {
        String type = subject.values().text("schedule.type");
        RateCurve rates = subject.rates();
        boolean flat = rates.sampled().stream().allMatch(rate -> rate == rates.peak());
        return when(
                flat && rates.steps() > 1 && !type.equals("constant") && !type.equals("plateau"),
                "schedule.type",
                "schedule.type is %s, and the learning rate is the same in all %d steps".formatted(type, rates.steps()),
                "Bring the first change into the run, or say constant.");
    }

    private static Optional<Finding> largeLearningRate(Subject subject) {
        return when(
                subject.adaptive() && subject.rates().peak() > LARGE_ADAPTIVE_RATE,
                "schedule.learning-rate",
                String.format(
                        Locale.ROOT,
                        "the learning rate reaches %.3g, and %s moves a weight by about that much in every step",
                        subject.rates().peak(),
                        subject.values().text("optimizer.type")),
                "Start from 0.001.");
    }

    private static Optional<Finding> weightDecayWithAdam(Subject subject) {
        return when(
                subject.values().text("optimizer.type").equals("adam")
                        && subject.values().number("optimizer.weight-decay", 0) > 0,
                "optimizer.weight-decay",
                "adam adds weight decay to the gradient and then scales it away where gradients are large",
                "Use adamw, which decays the weights themselves (Loshchilov and Hutter 2019).");
    }

    private static Optional<Finding> dropoutBeforeBatchNorm(Subject subject) {
        return when(
                subject.dropsBeforeBatchNorm(),
                "network.dropout",
                "dropout changes a layer's variance in training only, so the batch norm after it learns statistics that do"
                        + " not hold when it answers",
                "Drop out after the last batch norm, or not at all (Li et al. 2019).");
    }

    private static Optional<Finding> seedAbsent(Subject subject) {
        return when(
                !subject.provenance().isWritten("seed"),
                "seed",
                "seed is not set: every run takes the default, "
                        + subject.values().text("seed"),
                "Write the seed down, so that a reader sees what the result depends on.");
    }
}
