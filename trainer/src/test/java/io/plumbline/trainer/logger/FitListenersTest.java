package io.plumbline.trainer.logger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.Runs;
import io.plumbline.trainer.fit.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitListenersTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void oneThatFails_harmsNoOther_andIsNamedOnceWithItsFirstReason() {
        FitListeners both = listeners(new FullDisk(), new Hearing());

        both.started(Runs.start(0));
        Runs.tell(both, 0, Runs.STEPS_PER_EPOCH);
        both.ended(Runs.end());
        both.close();

        assertThat(heard)
                .containsExactly("started", "step 1", "step 2", "step 3", "step 4", "epoch 1", "ended", "closed");
        assertThat(both.problems())
                .containsExactly("first failed 4 times, first: log steps.csv cannot be written:"
                        + " java.io.IOException: No space left on device, write 1");
    }

    @Test
    void oneMore_hearsFirst_andItsProblemsAreTheirs() {
        FitListeners one = listeners(new Hearing(), FitListener.NONE);
        FitListeners more = one.after("progress", new FitListener() {
            @Override
            public void ended(FitEnd end) {
                heard.add("progress ended");
                throw new IllegalStateException("stderr is gone");
            }
        });

        more.ended(Runs.end());

        assertThat(heard).containsExactly("progress ended", "ended");
        assertThat(more.problems())
                .containsExactly("progress failed once: java.lang.IllegalStateException: stderr is gone");
    }

    @Test
    void nothingFailed_soThereIsNothingToSay() {
        FitListeners both = listeners(new Hearing(), new Hearing());

        both.started(Runs.start(0));
        both.close();

        assertThat(both.problems()).isEmpty();
    }

    @Test
    void beforeTheFirstStep_aFailureStopsTheRun() {
        FitListeners both = listeners(
                new FitListener() {
                    @Override
                    public void started(FitStart start) {
                        throw new UncheckedIOException("log x cannot be written", new IOException("denied"));
                    }
                },
                new Hearing());

        assertThatThrownBy(() -> both.started(Runs.start(0))).hasMessage("log x cannot be written");
    }

    private static FitListeners listeners(FitListener first, FitListener second) {
        Map<String, FitListener> named = new LinkedHashMap<>();
        named.put("first", first);
        named.put("second", second);
        return new FitListeners(named);
    }

    private static final class FullDisk implements FitListener {
        private int writes;

        @Override
        public void stepped(StepResult step) {
            writes++;
            throw new UncheckedIOException(
                    "log steps.csv cannot be written", new IOException("No space left on device, write " + writes));
        }
    }

    private final class Hearing implements FitListener {
        @Override
        public void started(FitStart start) {
            heard.add("started");
        }

        @Override
        public void stepped(StepResult step) {
            heard.add("step " + step.step());
        }

        @Override
        public void validated(EpochResult epoch) {
            heard.add("epoch " + epoch.epoch());
        }

        @Override
        public void ended(FitEnd end) {
            heard.add("ended");
        }

        @Override
        public void close() {
            heard.add("closed");
        }
    }
}
