package io.plumbline.evaluator.estimate;

import io.plumbline.evaluator.tally.CommittedTallies;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a report at most ten seconds old, made apart from the scrapes that show it.
 *
 * <p>Threads: one of its own; {@link #report()} and {@link #refresh()} from any.
 */
public final class EstimateRefresher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EstimateRefresher.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Supplier<Optional<CommittedTallies>> committed;
    private final Estimator estimator;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private volatile EstimateReport report = EstimateReport.NOTHING;

    public EstimateRefresher(Supplier<Optional<CommittedTallies>> committed, EstimateConfig config, Clock clock) {
        this.committed = committed;
        this.estimator = new Estimator(config);
        this.clock = clock;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "evaluator-estimates");
            thread.setDaemon(true);
            return thread;
        });
    }

    public void start() {
        executor.scheduleWithFixedDelay(this::quietly, 1, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /** The newest report. */
    public EstimateReport report() {
        return report;
    }

    /** Makes a report now. */
    public void refresh() {
        committed.get().ifPresent(tallies -> report = estimator.report(tallies, clock.millis()));
    }

    /** Whatever it is: a thread that ended would leave old estimates on the page for ever. */
    private void quietly() {
        try {
            refresh();
        } catch (RuntimeException e) {
            report = EstimateReport.NOTHING;
            LOG.atWarn().setCause(e).log("nothing estimated, trying again");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
