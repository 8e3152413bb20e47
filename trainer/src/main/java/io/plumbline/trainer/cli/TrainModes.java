package io.plumbline.trainer.cli;

import io.plumbline.trainer.fit.LearningRateFinder;
import io.plumbline.trainer.fit.OverfitCheck;
import io.plumbline.trainer.fit.Replay;
import io.plumbline.trainer.run.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code train} does instead of training; nothing is published then. */
final class TrainModes {
    private static final double LOWEST_RATE = 1e-6;
    private static final double HIGHEST_RATE = 1;
    private static final int SWEEP_STEPS = 100;
    private static final int OVERFIT_STEPS = 500;
    /** Lines of a sweep's table: enough to see the valley. */
    private static final int SWEEP_LINES = 20;

    @Option(
            names = "--dry-run",
            description = "Does two steps, validates, exports and compares with ONNX Runtime; publishes nothing.")
    boolean dryRun;

    @Option(
            names = "--find-learning-rate",
            description = "Sweeps the learning rate over 100 steps and suggests one; publishes nothing.")
    boolean findLearningRate;

    @Option(
            names = "--overfit-one-batch",
            description =
                    "Trains on one batch only: a network that cannot learn it has a mistake in it. Exit status 1 then.")
    boolean overfitOneBatch;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Does the step again that ended a run because a number was none, and says where it began.")
    @Nullable
    Path replay;

    int findLearningRate(TrainingRun run, PrintWriter out) {
        LearningRateFinder.Sweep sweep = run.findLearningRate(LOWEST_RATE, HIGHEST_RATE, SWEEP_STEPS);
        out.println("learning-rate  loss");
        int every = Math.max(1, sweep.points().size() / SWEEP_LINES);
        for (int i = 0; i < sweep.points().size(); i += every) {
            LearningRateFinder.Point point = sweep.points().get(i);
            out.printf(Locale.ROOT, "%13.3g  %.5g%n", point.rate(), point.loss());
        }
        if (Double.isNaN(sweep.suggestion())) {
            out.println("the loss never falls: try --overfit-one-batch");
            out.flush();
            return ExitCode.FAILED;
        }
        out.printf(Locale.ROOT, "the loss falls fastest at schedule.learning-rate=%.2g%n", sweep.suggestion());
        out.flush();
        return ExitCode.OK;
    }

    int overfitOneBatch(TrainingRun run, PrintWriter out) {
        OverfitCheck.Result result = run.overfitOneBatch(OVERFIT_STEPS);
        out.printf(
                Locale.ROOT,
                "%d items, %d steps: loss %.4g to %.4g, %s%n",
                result.items(),
                result.steps(),
                result.firstLoss(),
                result.lastLoss(),
                result.learnt() ? "learnt" : "not learnt: expected a tenth of the first loss or less");
        out.flush();
        return result.learnt() ? ExitCode.OK : ExitCode.FAILED;
    }

    static int replay(TrainingRun run, Path file, PrintWriter out) {
        Replay.Result result = run.replay(file);
        out.printf(
                Locale.ROOT,
                "step %d (epoch %d): loss %s, gradients' norm %s%n",
                result.step(),
                result.epoch(),
                result.loss(),
                result.gradientNorm());
        result.findings().forEach(out::println);
        if (result.findings().isEmpty()) {
            out.println("every number is finite this time: another machine, library version or number of threads?");
        }
        out.flush();
        return ExitCode.OK;
    }
}
