package io.plumbline.trainer.cli;

import io.plumbline.contracts.ops.Terminal;
import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.report.chart.Numbers;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows how a run goes: a line for each epoch, and between them a bar that rewrites its line on a terminal, or elsewhere a
 * line every ten seconds.
 *
 * <p>The time left is what this process needed for its own steps, validations included, carried on to the last step of the
 * plan; steps that an earlier process did count as done, not as done in no time. Early stopping can only shorten it.
 */
final class Progress implements FitListener {
    private static final int WIDTH = 24;
    /** Often enough to look alive, seldom enough to cost nothing. */
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String CLEAR = "\r\u001b[K";
    /** A line that wraps would take two rows of a narrow terminal, and the next redraw would leave the first behind. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final boolean bar;
    private final LongSupplier nanoTime;
    private long started;
    private long firstStep;
    private int epochs;
    private long steps;
    private long said;
    private int epoch;
    private long epochStarted;
    private long epochItems;
    private double shownRate = Double.NaN;

    Progress(PrintStream out, boolean bar, LongSupplier nanoTime) {
        this.out = out;
        this.bar = bar;
        this.nanoTime = nanoTime;
    }

    static Progress to(PrintStream out, Map<String, String> environment) {
        return new Progress(out, Terminal.isStderr(environment), System::nanoTime);
    }

    @Override
    public void started(FitStart start) {
        started = nanoTime.getAsLong();
        said = started;
        firstStep = start.step();
        epochs = start.epochs();
        steps = start.steps();
        if (start.step() > 0) {
            out.printf(Locale.ROOT, "goes on after step %d of %d%n", start.step(), start.steps());
            out.flush();
        }
    }

    @Override
    public void stepped(StepResult step) {
        long now = nanoTime.getAsLong();
        if (step.epoch() != epoch) {
            epoch = step.epoch();
            epochStarted = now;
            epochItems = 0;
        } else {
            epochItems += step.items();
        }
        boolean last = bar && step.step() == step.steps();
        if (!last && now - said < (bar ? REDRAW_NANOS : HEARTBEAT_NANOS)) {
            return;
        }
        said = now;
        double percent = 100.0 * step.step() / step.steps();
        String numbers = String.format(
                Locale.ROOT,
                "loss %.4f  learning rate %s%s  %s left",
                step.loss(),
                Numbers.text(step.learningRate()),
                now > epochStarted
                        ? String.format(Locale.ROOT, "  %.0f items/s", epochItems * 1e9 / (now - epochStarted))
                        : "",
                Numbers.duration((now - started) / 1e9 / (step.step() - firstStep) * (step.steps() - step.step())));
        if (bar) {
            int filled = (int) (WIDTH * step.step() / step.steps());
            out.printf(
                    Locale.ROOT,
                    "%s%sepoch %d of %d [%s%s] %3.0f %%  %s%s",
                    WRAP_OFF,
                    CLEAR,
                    step.epoch(),
                    epochs,
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    Math.floor(percent),
                    numbers,
                    WRAP_ON);
        } else {
            out.printf(
                    Locale.ROOT,
                    "epoch %d of %d  step %d of %d (%.0f %%)  %s%n",
                    step.epoch(),
                    epochs,
                    step.step(),
                    step.steps(),
                    Math.floor(percent),
                    numbers);
        }
        out.flush();
    }

    @Override
    public void validated(EpochResult result) {
        said = nanoTime.getAsLong();
        StringBuilder line = new StringBuilder(bar ? CLEAR : "");
        line.append(String.format(
                Locale.ROOT,
                "epoch %d of %d  training loss %.4f  validation loss %.4f",
                result.epoch(),
                result.epochs(),
                result.trainingLoss(),
                result.validationLoss()));
        new TreeMap<>(result.metrics())
                .forEach((name, value) ->
                        line.append("  ").append(name).append(' ').append(Numbers.text(value)));
        if (result.learningRate() != shownRate) {
            shownRate = result.learningRate();
            line.append("  learning rate ").append(Numbers.text(shownRate));
        }
        line.append(String.format(Locale.ROOT, "  %.1f s", (said - started) / 1e9));
        out.println(line.append(result.best() ? "  best so far" : ""));
        out.flush();
    }

    @Override
    public void ended(FitEnd end) {
        if (steps == 0) {
            out.println(end.reason());
            out.flush();
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s%s: %d steps%s in %s%s%n",
                bar ? CLEAR : "",
                end.reason(),
                end.steps(),
                firstStep > 0 ? ", " + (end.steps() - firstStep) + " of them now" : "",
                Numbers.duration((nanoTime.getAsLong() - started) / 1e9),
                end.bestEpoch() > 0 ? "; best epoch " + end.bestEpoch() : "");
        out.flush();
    }
}
