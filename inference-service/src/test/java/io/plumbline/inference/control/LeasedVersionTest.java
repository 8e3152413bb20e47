package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.control.ServedVersion.Breaker;
import io.plumbline.inference.control.Use.Answer;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.control.Use.Question;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.FakeGpu;
import io.plumbline.inference.model.GpuTexts;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeasedVersionTest {
    private final FakeGpu gpu =
            new FakeGpu(TinyCheckpoint.regression(TinyGraph.linear("value", 2f).bytes(), 1));
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final TestClock clock = new TestClock();

    private ServedVersion version(CallThreads calls) {
        return FakeVersions.onGpu(gpu, Optional.empty(), calls, clock, events);
    }

    private static List<Question> questions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Question(request(i), "requests-0@" + i))
                .toList();
    }

    private static Request request(int i) {
        byte[] body = Bench.request("tiny", "r" + i, i).getBytes(StandardCharsets.UTF_8);
        return ((Decoded.Accepted<Request>)
                        new RequestCodec().decode(new WireRecord("requests", 0, i, 0, null, body, List.of())))
                .value();
    }

    private static BatchAnswer ask(ServedVersion version, int count) {
        try (Use use = version.use().orElseThrow()) {
            return use.answer(questions(count));
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }

    @Test
    void gpuWithoutMemory_isUnavailable_opensTheBreaker_andBlamesNoRecord() {
        gpu.fits = 2;
        ServedVersion version = version(CallThreads.unlimited());

        for (int i = 0; i < 2; i++) {
            assertThat(ask(version, 8)).isInstanceOf(BatchAnswer.Unavailable.class);
        }

        // Halved once, not bisected down to a record that could be blamed.
        assertThat(gpu.batches).containsExactly(8, 4, 8, 4);
        assertThat(events).containsExactly("failed", "failed", "breaker open");
        assertThat(version.breaker()).isEqualTo(Breaker.OPEN);
        gpu.fits = 100;
        clock.pass(Duration.ofSeconds(1));
        assertThat(version.breaker()).isEqualTo(Breaker.HALF_OPEN);
        assertThat(((BatchAnswer.Ended) ask(version, 8)).answers())
                .hasSize(8)
                .allMatch(Answer.Predicted.class::isInstance);
        assertThat(version.breaker()).isEqualTo(Breaker.CLOSED);
        version.retire();
    }

    @Test
    void lostGpu_escapes_forTheProcessToEnd() {
        gpu.failure = GpuTexts.ILLEGAL_ADDRESS;
        ServedVersion version = version(CallThreads.unlimited());

        assertThatThrownBy(() -> ask(version, 3))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("has to be started anew");

        assertThat(gpu.batches).containsExactly(3);
        version.retire();
    }

    @Test
    void callThatHangs_isUnavailable_andKeepsItsSessionUntilItComesBack() {
        gpu.gate = new CountDownLatch(1);
        try (CallThreads calls = new CallThreads(Duration.ofMillis(50), 1)) {
            ServedVersion version = version(calls);

            BatchAnswer answer = ask(version, 4);

            assertThat(answer).isInstanceOf(BatchAnswer.Unavailable.class);
            assertThat(((BatchAnswer.Unavailable) answer).why()).contains("did not come back within 50 ms");
            assertThat(events).containsExactly("timed out");
            await(() -> gpu.batches.size() == 1);
            assertThat(calls.exhausted()).isTrue();
            // No second thread is lost to it, and that it is not asked is a failure too.
            assertThat(ask(version, 4)).isInstanceOf(BatchAnswer.Unavailable.class);
            assertThat(gpu.batches).containsExactly(4);
            assertThat(version.breaker()).isEqualTo(Breaker.OPEN);

            version.retire();
            assertThat(gpu.closes)
                    .as("freeing it under the call would end the process")
                    .hasValue(0);
            assertThat(version.uses()).isOne();
            gpu.gate.countDown();
            await(() -> gpu.closes.get() == 1 && calls.hung() == 0);
        } finally {
            gpu.gate.countDown();
        }
    }
}
