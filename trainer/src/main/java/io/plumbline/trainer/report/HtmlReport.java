package io.plumbline.trainer.report;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes a run's report, one HTML file that needs nothing else: while the run goes on after an epoch, at most every ten
 * seconds, and whole at its end.
 *
 * <p>The file is whole at any time: it is written beside its place and moved there. A write that fails is thrown, and the
 * next one tries again.
 *
 * <p>Resume: the report shows the whole run, as far as {@link Earlier} can tell of it.
 */
public final class HtmlReport implements FitListener {
    private static final long AGAIN_AFTER_MILLIS = 10_000;

    /** Where what earlier processes of a run went through comes from. */
    @FunctionalInterface
    public interface Earlier {
        /** Tells {@code listener} again, from its beginning, what the run still stands by as it starts again now. */
        void tell(FitStart now, FitListener listener);
    }

    private final Path file;
    private final Clock clock;
    private final Earlier earlier;
    private RunHistory history = new RunHistory();
    private Optional<FitStart> start = Optional.empty();
    private Optional<FitEnd> end = Optional.empty();
    private Optional<Evaluation> evaluation = Optional.empty();
    private Instant written = Instant.MIN;
    private boolean current;

    public HtmlReport(Path file, Clock clock, Earlier earlier) {
        this.file = file;
        this.clock = clock;
        this.earlier = earlier;
    }

    @Override
    public void started(FitStart fitStart) {
        history = new RunHistory();
        if (fitStart.step() > 0) {
            earlier.tell(fitStart, history);
        }
        history.started(fitStart);
        start = Optional.of(fitStart);
        end = Optional.empty();
        evaluation = Optional.empty();
        current = false;
    }

    @Override
    public void stepped(StepResult step) {
        history.stepped(step);
        current = false;
    }

    @Override
    public void validated(EpochResult epoch) {
        history.validated(epoch);
        current = false;
        if (clock.instant().minusMillis(AGAIN_AFTER_MILLIS).isAfter(written)) {
            write(Page.RUNNING);
        }
    }

    @Override
    public void ended(FitEnd fitEnd) {
        end = Optional.of(fitEnd);
        history.ended(fitEnd);
        write(fitEnd.reason());
    }

    @Override
    public void evaluated(Evaluation answered) {
        evaluation = Optional.of(answered);
        write(end.map(FitEnd::reason).orElse(Page.RUNNING));
    }

    /** Writes what is not written yet; a run that has not ended by now was interrupted. */
    @Override
    public void close() {
        if (start.isPresent() && (!current || end.isEmpty())) {
            write(end.map(FitEnd::reason).orElse(Page.INTERRUPTED));
        }
    }

    private void write(String outcome) {
        FitStart run = start.orElseThrow(() -> new IllegalStateException("an event came before started"));
        Instant now = clock.instant();
        byte[] page = Page.of(run, history, end, evaluation, outcome, now).getBytes(StandardCharsets.UTF_8);
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".writing");
        try {
            try {
                Files.write(unfinished, page);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("report " + file + " cannot be written", failed);
        }
        written = now;
        current = true;
    }
}
