package io.plumbline.trainer.logger.tensorboard;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Writes TensorBoard event files into a folder, one for each process of the run, at most a second behind.
 *
 * <p>Tags over optimizer steps. Each step: {@code loss/train}, {@code learning-rate}, {@code gradient-norm}. Each epoch:
 * {@code loss/train-epoch}, {@code loss/validation}, {@code metric/<name>}, {@code epoch}. The exported model:
 * {@code evaluation/<name>}.
 *
 * <p>Resume: the new file says at which step it starts, and TensorBoard drops what older files say from there on.
 */
public final class TensorBoardLogger implements FitListener {
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final Clock clock;
    private Optional<EventFile> file = Optional.empty();
    private long flushedAt;
    private long step;

    public TensorBoardLogger(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void started(FitStart start) {
        EventFile events = EventFile.create(folder, start.run(), clock);
        file = Optional.of(events);
        step = start.step();
        events.sessionStart(start.step() == 0 ? 0 : start.step() + 1);
        events.flush();
    }

    @Override
    public void stepped(StepResult result) {
        step = result.step();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train", result.loss());
        values.put("learning-rate", result.learningRate());
        values.put("gradient-norm", result.gradientNorm());
        opened().scalars(step, values);
        long now = System.nanoTime();
        if (now - flushedAt >= FLUSH_NANOS) {
            opened().flush();
            flushedAt = now;
        }
    }

    @Override
    public void validated(EpochResult epoch) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train-epoch", epoch.trainingLoss());
        values.put("loss/validation", epoch.validationLoss());
        values.put("epoch", (double) epoch.epoch());
        epoch.metrics().forEach((name, value) -> values.put("metric/" + name, value));
        opened().scalars(epoch.step(), values);
        opened().flush();
    }

    @Override
    public void evaluated(Evaluation evaluation) {
        Map<String, Double> values = new LinkedHashMap<>();
        evaluation.metrics().forEach((name, estimate) -> values.put("evaluation/" + name, estimate.value()));
        opened().scalars(step, values);
        opened().flush();
    }

    @Override
    public void close() {
        file.ifPresent(EventFile::close);
    }

    private EventFile opened() {
        return file.orElseThrow(() -> new IllegalStateException("an event came before started"));
    }
}
