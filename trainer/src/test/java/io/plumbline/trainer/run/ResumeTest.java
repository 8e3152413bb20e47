package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.RunInUseException;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.state.MalformedStateException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is interrupted and gone on with ends in the weights of one that was not, to the bit. */
class ResumeTest {
    /** 11 batches an epoch, 4 steps an epoch, the last of each ragged; dropout, batch norm and early stopping take part. */
    private static final String[] RUN = {
        "network.dropout=0.2",
        "network.batch-norm=true",
        "optimizer.ema.decay=0.9",
        "fit.epochs=4",
        "fit.batch=200",
        "fit.accumulate=3",
        "fit.checkpoints.every-steps=3",
        "metrics=[mae]",
        "fit.early-stopping.metric=mae",
        "fit.early-stopping.patience=3"
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 7, 11, 15})
    void interruptedAfterAnyStep_endsInTheSameWeights(long lastStep) {
        String uninterrupted = weights(folder.resolve("whole"), FitListener.NONE);
        assertThatThrownBy(() -> weights(folder.resolve("cut"), new Interrupts(lastStep)))
                .isInstanceOf(Interrupts.Interrupted.class);
        Recorder recorder = new Recorder();

        String resumed = weights(folder.resolve("cut"), recorder);

        assertThat(resumed).isEqualTo(uninterrupted);
        assertThat(recorder.from).isLessThanOrEqualTo(lastStep).isGreaterThan(lastStep - 4);
        assertThat(recorder.epochs).endsWith(4);
    }

    /** What else carries over or is drawn: a plateau's counters, mixes of images, rare classes drawn several times. */
    @Test
    void aPlateau_mixedImages_andOversampling_goOnToTheBit() {
        String[] mixed = {
            "data.limit=700",
            "data.holdout=100",
            "data.validation=100",
            "network={type: mlp, hidden: [16], dropout: 0.2}",
            "schedule={type: plateau, learning-rate: 0.05, metric: loss, patience: 0, factor: 0.5, threshold: 0.2}",
            "augment=[flip, {type: mixup, alpha: 0.4}]",
            "loader={sampler: oversample, threads: 2}",
            "fit={epochs: 5, batch: 50, checkpoints: {every-steps: 4}}"
        };
        String uninterrupted = images(folder.resolve("whole"), FitListener.NONE, mixed);
        assertThatThrownBy(() -> images(folder.resolve("cut"), new Interrupts(34), mixed))
                .isInstanceOf(Interrupts.Interrupted.class);

        assertThat(images(folder.resolve("cut"), FitListener.NONE, mixed)).isEqualTo(uninterrupted);
    }

    @Test
    void aRunThatAnotherWorksOn_isNotTouched() {
        SavedRun saved = new SavedRun(folder);
        try (SavedRun.Lock first = saved.lock()) {
            assertThatThrownBy(saved::lock)
                    .isInstanceOf(RunInUseException.class)
                    .hasMessageContaining("another process works on the run in " + folder);
        }
        try (SavedRun.Lock second = saved.lock()) {
            assertThat(saved.unfinished()).isTrue();
        }
    }

    private static String images(Path folder, FitListener listener, String... settings) {
        try (TrainingRun run = new TrainingRun(Experiments.quick("fashion-mlp.yaml", settings))) {
            run.fit(new SavedRun(folder), part -> listener);
            return run.network().weightsSha256();
        }
    }

    @Test
    void theBestEpoch_mayLieBeforeTheInterruption() {
        // The worst epoch is the first, and here it counts as the best.
        String[] worstIsBest = {"fit.early-stopping.mode=max", "fit.early-stopping.patience=9"};
        String uninterrupted = weights(folder.resolve("whole"), FitListener.NONE, worstIsBest);
        assertThatThrownBy(() -> weights(folder.resolve("cut"), new Interrupts(13), worstIsBest))
                .isInstanceOf(Interrupts.Interrupted.class);

        assertThat(weights(folder.resolve("cut"), FitListener.NONE, worstIsBest))
                .isEqualTo(uninterrupted);
    }

    @Test
    void interruptedAgainAndAgain_stillEndsInTheSameWeights() {
        String uninterrupted = weights(folder.resolve("whole"), FitListener.NONE);
        for (long step : new long[] {2, 5, 6, 10}) {
            assertThatThrownBy(() -> weights(folder.resolve("cut"), new Interrupts(step)))
                    .isInstanceOf(Interrupts.Interrupted.class);
        }

        assertThat(weights(folder.resolve("cut"), FitListener.NONE)).isEqualTo(uninterrupted);
    }

    @Test
    void aDamagedState_isNotGoneOnFrom_andSaysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> weights(folder.resolve("cut"), new Interrupts(7)))
                .isInstanceOf(Interrupts.Interrupted.class);
        Path state = folder.resolve("cut").resolve("state.bin");
        try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
            file.seek(Files.size(state) / 2);
            int was = file.read();
            file.seek(Files.size(state) / 2);
            file.write(was ^ 1);
        }

        assertThatThrownBy(() -> weights(folder.resolve("cut"), FitListener.NONE))
                .isInstanceOf(MalformedStateException.class)
                .hasMessageContaining("state.bin does not match its own checksum");
    }

    @Test
    void aStateOfAnotherNetwork_isRefused() {
        assertThatThrownBy(() -> weights(folder, new Interrupts(7))).isInstanceOf(Interrupts.Interrupted.class);
        try (TrainingRun other = new TrainingRun(Experiments.quick("ames-mlp.yaml", "network.hidden=[8]"))) {
            assertThatThrownBy(() -> other.fit(new SavedRun(folder), part -> FitListener.NONE))
                    .isInstanceOf(MalformedStateException.class)
                    .hasMessageContaining("does not fit the experiment");
        }
    }

    private static String weights(Path folder, FitListener listener, String... more) {
        String[] all = Stream.concat(Stream.of(RUN), Stream.of(more)).toArray(String[]::new);
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", all))) {
            run.fit(new SavedRun(folder), part -> listener);
            return run.network().weightsSha256();
        }
    }

    /** What a kill does, between two steps. */
    private static final class Interrupts implements FitListener {
        private static final class Interrupted extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        private final long lastStep;

        Interrupts(long lastStep) {
            this.lastStep = lastStep;
        }

        @Override
        public void stepped(StepResult step) {
            if (step.step() == lastStep) {
                throw new Interrupted();
            }
        }
    }

    private static final class Recorder implements FitListener {
        private long from;
        private final List<Integer> epochs = new ArrayList<>();

        @Override
        public void started(FitStart start) {
            from = start.step();
        }

        @Override
        public void validated(EpochResult epoch) {
            epochs.add(epoch.epoch());
        }
    }
}
