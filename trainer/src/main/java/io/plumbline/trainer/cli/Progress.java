package io.plumbline.trainer.cli;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.StepResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows how a run goes: a bar that rewrites its line on a terminal, a line for each epoch elsewhere. */
final class Progress implements FitListener {
    private static final int WIDTH = 30;
    /** Often enough to look alive, seldom enough to cost nothing. */
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean bar;
    private final LongSupplier nanoTime;
    private final long started;
    private long drawn;

    Progress(PrintStream out, boolean bar, LongSupplier nanoTime) {
        this.out = out;
        this.bar = bar;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    static Progress to(PrintStream out, Map<String, String> environment) {
        return new Progress(out, Terminal.isStderr(environment), System::nanoTime);
    }

    @Override
    public void stepped(StepResult step) {
        long now = nanoTime.getAsLong();
        if (!bar || (step.step() < step.steps() && now - drawn < REDRAW_NANOS)) {
            return;
        }
        drawn = now;
        int filled = (int) (WIDTH * step.step() / step.steps());
        double secondsLeft = (now - started) / 1e9 / step.step() * (step.steps() - step.step());
        out.printf(
                Locale.ROOT,
                "\r[%s%s] %3d %%  loss %.4f  %.0f s left \u001b[K",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * step.step() / step.steps(),
                step.loss(),
                secondsLeft);
        out.flush();
    }

    @Override
    public void validated(EpochResult epoch) {
        out.printf(
                Locale.ROOT,
                "%sepoch %d of %d  training loss %.4f  validation loss %.4f  %.1f s%n",
                bar ? "\r\u001b[K" : "",
                epoch.epoch(),
                epoch.epochs(),
                epoch.trainingLoss(),
                epoch.validationLoss(),
                (nanoTime.getAsLong() - started) / 1e9);
        out.flush();
    }
}
