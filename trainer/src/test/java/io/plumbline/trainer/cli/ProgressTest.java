package io.plumbline.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.Runs;
import io.plumbline.trainer.fit.StepResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now = 5_000_000_000L;

    @Test
    void theBar_rewritesItsLine_andEndsFull() {
        Progress bar = progress(true);
        bar.started(Runs.start(0));
        stepAt(bar, 1, 6);
        stepAt(bar, 2, 6.05);
        stepAt(bar, 3, 7);
        stepAt(bar, 12, 11);

        assertThat(text())
                .contains(
                        "\r\u001b[Kepoch 1 of 3 [##......................]   8 %  loss 1.0000  learning rate 0.1  11 s left")
                .contains(
                        "epoch 1 of 3 [######..................]  25 %  loss 0.3333  learning rate 0.1  20 items/s  6.0 s left")
                .contains("[########################] 100 %  loss 0.0833  learning rate 0.03333  0.0 s left")
                .doesNotContain(" 16 %")
                .doesNotContain("\n");
    }

    @Test
    void elsewhere_anEpochIsALine_andTheRateIsSaidWhenItChanges() {
        Progress lines = progress(false);
        lines.started(Runs.start(0));
        Runs.tell(lines, 0, 8);
        lines.validated(new EpochResult(3, 3, 12, 0.1, 0.125, Map.of("mae", 17234.4), 0.05, false, 1));
        lines.ended(new FitEnd("all epochs done", 3, 12, 1, 4));

        assertThat(text().lines())
                .containsExactly(
                        "epoch 1 of 3  training loss 0.2500  validation loss 0.3750  accuracy 0.6  f1_macro 0.5"
                                + "  learning rate 0.1  0.0 s  best so far",
                        "epoch 2 of 3  training loss 0.1250  validation loss 0.1875  accuracy 0.7  f1_macro 0.6"
                                + "  learning rate 0.05  0.0 s",
                        "epoch 3 of 3  training loss 0.1000  validation loss 0.1250  mae 17234  0.0 s",
                        "all epochs done: 12 steps in 0.0 s; best epoch 1");
    }

    @Test
    void elsewhere_aLongEpochIsHeardOfEveryTenSeconds() {
        Progress lines = progress(false);
        lines.started(Runs.start(0));
        stepAt(lines, 1, 9);
        stepAt(lines, 2, 15.1);
        stepAt(lines, 3, 20);
        stepAt(lines, 4, 25.2);

        assertThat(text().lines())
                .containsExactly(
                        "epoch 1 of 3  step 2 of 12 (16 %)  loss 0.5000  learning rate 0.1  2 items/s  51 s left",
                        "epoch 1 of 3  step 4 of 12 (33 %)  loss 0.2500  learning rate 0.1  2 items/s  40 s left");
    }

    @Test
    void afterAResume_theTimeLeftCountsOnlyWhatThisProcessDid() {
        Progress lines = progress(false);
        lines.started(Runs.start(6));
        stepAt(lines, 8, 25);
        lines.ended(new FitEnd("out of time", 2, 8, 0, 20));

        assertThat(text().lines())
                .containsExactly(
                        "goes on after step 6 of 12",
                        "epoch 2 of 3  step 8 of 12 (66 %)  loss 0.1250  learning rate 0.05  40 s left",
                        "out of time: 8 steps, 2 of them now in 20 s");
    }

    private Progress progress(boolean bar) {
        return new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), bar, () -> now);
    }

    private void stepAt(Progress progress, long step, double seconds) {
        now = (long) (seconds * 1e9);
        StepResult result = Runs.step(step);
        progress.stepped(result);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
