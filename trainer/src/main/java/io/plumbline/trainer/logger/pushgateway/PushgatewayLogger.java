package io.plumbline.trainer.logger.pushgateway;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes {@link RunNumbers} to a Pushgateway under the labels job, model and run.
 *
 * <p>Threads: one daemon, {@code trainer-pushgateway}, wakes at each period and pushes the newest numbers; the thread that
 * trains only leaves them. The last push is made by {@link #close}, which waits for it: at most some seventeen
 * seconds if the Pushgateway hangs.
 *
 * <p>A push that fails in the background is logged the first time, and the next one is tried as if nothing had been: a
 * Pushgateway may restart. A last push that fails is thrown, because then the numbers there are old for good.
 */
public final class PushgatewayLogger implements FitListener {
    private static final Logger LOG = LoggerFactory.getLogger(PushgatewayLogger.class);
    private static final long STOP_SECONDS = 9;

    private final PushgatewayConfig config;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Double> metrics = new TreeMap<>();
    private Optional<Started> started = Optional.empty();
    private volatile RunNumbers latest =
            new RunNumbers(0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Map.of(), 0, 0, false);
    private double validationLoss = Double.NaN;
    private long items;

    public PushgatewayLogger(PushgatewayConfig config) {
        this.config = config;
    }

    private record Started(Pusher pusher, Thread thread) {}

    @Override
    public void started(FitStart start) {
        Pusher pusher = new Pusher(
                config.url(),
                List.of(
                        Map.entry("job", config.job()),
                        Map.entry("model", start.model()),
                        Map.entry("run", start.run())));
        int epoch = (int) (start.step() / Math.max(1, start.stepsPerEpoch())) + 1;
        latest = new RunNumbers(
                Math.min(epoch, start.epochs()),
                start.step(),
                start.steps(),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Map.of(),
                0,
                0,
                false);
        Thread thread = new Thread(() -> pushUntilClosed(pusher), "trainer-pushgateway");
        thread.setDaemon(true);
        thread.start();
        started = Optional.of(new Started(pusher, thread));
    }

    @Override
    public void stepped(StepResult step) {
        items += step.items();
        latest = new RunNumbers(
                step.epoch(),
                step.step(),
                step.steps(),
                step.loss(),
                validationLoss,
                step.learningRate(),
                step.gradientNorm(),
                latest.metrics(),
                items,
                step.seconds(),
                false);
    }

    @Override
    public void validated(EpochResult epoch) {
        validationLoss = epoch.validationLoss();
        metrics.putAll(epoch.metrics());
        now(epoch.epoch(), epoch.seconds(), false);
    }

    @Override
    public void ended(FitEnd end) {
        now(latest.epoch(), end.seconds(), true);
    }

    @Override
    public void evaluated(Evaluation evaluation) {
        evaluation.metrics().forEach((name, estimate) -> metrics.put(name, estimate.value()));
        now(latest.epoch(), latest.seconds(), latest.ended());
    }

    /** @throws UncheckedIOException if the last numbers could not be pushed */
    @Override
    public void close() {
        if (started.isEmpty() || closed.getCount() == 0) {
            return;
        }
        closed.countDown();
        try {
            Thread thread = started.get().thread();
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            if (thread.isAlive()) {
                thread.interrupt();
            }
            started.get().pusher().push(latest.exposition());
        } catch (IOException failed) {
            throw new UncheckedIOException("the last push failed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void now(int epoch, double seconds, boolean ended) {
        RunNumbers last = latest;
        latest = new RunNumbers(
                epoch,
                last.step(),
                last.steps(),
                last.trainingLoss(),
                validationLoss,
                last.learningRate(),
                last.gradientNorm(),
                metrics,
                items,
                seconds,
                ended);
    }

    private void pushUntilClosed(Pusher pusher) {
        boolean said = false;
        try {
            do {
                try {
                    pusher.push(latest.exposition());
                } catch (IOException failed) {
                    if (!said) {
                        LOG.atWarn()
                                .setCause(failed)
                                .addKeyValue("error", failed.getMessage())
                                .log("a push failed; the next ones are tried, and their failures not logged");
                        said = true;
                    }
                }
            } while (!closed.await(config.every().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
