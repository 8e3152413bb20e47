package io.plumbline.trainer.logger;

import io.plumbline.contracts.codec.Json;
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
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code events.jsonl}: one JSON object per event of the run, in order.
 *
 * <p>All but steps carry {@code time}, RFC 3339. Resume: events of later steps than the one the run goes on from are dropped.
 */
final class JsonlLogger implements FitListener {
    static final String FILE = "events.jsonl";
    private static final String LINE_END = "\n";

    private final Path path;
    private final Clock clock;
    private Optional<LineFile> file = Optional.empty();
    /** A process that died right after a validation left its event, and the next one validates that epoch again. */
    private long resumedAt;

    private long step;
    private int epoch;

    JsonlLogger(Path folder, Clock clock) {
        this.path = folder.resolve(FILE);
        this.clock = clock;
    }

    @Override
    public void started(FitStart start) {
        step = start.step();
        resumedAt = step;
        file = Optional.of(
                step == 0
                        ? LineFile.empty(path, LINE_END)
                        : LineFile.open(path, LINE_END, line -> read(line)
                                .filter(event -> Events.counts(event, start.step()))
                                .map(event -> line)));
        write(Events.of(start));
    }

    @Override
    public void stepped(StepResult result) {
        step = result.step();
        epoch = result.epoch();
        opened().append(Json.write(Events.of(result)));
    }

    @Override
    public void validated(EpochResult result) {
        if (result.step() == resumedAt) {
            opened().rewrite(line -> read(line)
                    .filter(event -> !Events.isEpoch(event, resumedAt))
                    .map(event -> line));
        }
        epoch = result.epoch();
        write(Events.of(result));
    }

    @Override
    public void ended(FitEnd end) {
        write(Events.of(end));
    }

    @Override
    public void evaluated(Evaluation evaluation) {
        write(Events.of(evaluation, step, epoch));
    }

    @Override
    public void close() {
        file.ifPresent(LineFile::close);
    }

    /**
     * Tells {@code listener} again what the file says about a run up to its present start; nothing if there is no such file.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    static void replay(Path folder, FitStart start, FitListener listener) {
        Path path = folder.resolve(FILE);
        if (!Files.exists(path)) {
            return;
        }
        try {
            LineFile.copy(path, line -> read(line)
                    .filter(event -> Events.counts(event, start.step()))
                    .ifPresent(event -> Events.tell(event, start, listener)));
        } catch (IOException failed) {
            throw new UncheckedIOException("log " + path + " cannot be read", failed);
        }
    }

    private void write(Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> timed = new LinkedHashMap<>(event);
        timed.put("time", clock.instant().toString());
        opened().append(Json.write(timed));
        opened().flush();
    }

    private LineFile opened() {
        return file.orElseThrow(() -> new IllegalStateException("an event came before started"));
    }

    /** The event on a line; empty for what a crash left there. */
    private static Optional<Map<String, @Nullable Object>> read(String line) {
        try {
            return Optional.of(new LinkedHashMap<>(Json.read(line.getBytes(StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException noEvent) {
            return Optional.empty();
        }
    }
}
