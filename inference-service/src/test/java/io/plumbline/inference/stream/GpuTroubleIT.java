package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.batch.BatchConfig;
import io.plumbline.inference.control.BrokerTrouble;
import io.plumbline.inference.control.FakeVersions;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.ServedVersion.Breaker;
import io.plumbline.inference.control.Switchboards;
import io.plumbline.inference.guard.AdminRetry;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.RetryConfig;
import io.plumbline.inference.guard.RetryEvents;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.FakeGpu;
import io.plumbline.inference.model.GpuGuard;
import io.plumbline.inference.model.GpuTexts;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.TestClock;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU in trouble under the real loop and a real broker: nothing is lost, skipped or answered twice. */
class GpuTroubleIT {
    private static final TinyCheckpoint CHECKPOINT =
            TinyCheckpoint.regression(TinyGraph.linear("value", 2f).bytes(), 1);
    private static final int REQUESTS = 40;

    private static EmbeddedBroker broker;

    private final FakeGpu gpu = new FakeGpu(CHECKPOINT);
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CollectorRegistry registry = new CollectorRegistry();
    private CallThreads calls = CallThreads.unlimited();
    private Bench bench;
    private PollThread poll;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void ask(@TempDir Path store) {
        bench = new Bench(broker, store);
        for (int i = 0; i < REQUESTS; i++) {
            bench.request("r" + i, i);
        }
        bench.flush();
    }

    @AfterEach
    void close() {
        gpu.gate.countDown();
        poll.close();
        calls.close();
        bench.close();
    }

    private ServedVersion serve(Optional<GpuGuard.Fallback> fallback) {
        return serve(fallback, Clock.systemUTC());
    }

    /** @param clock of the breaker */
    private ServedVersion serve(Optional<GpuGuard.Fallback> fallback, Clock clock) {
        ServedVersion version = FakeVersions.onGpu(gpu, fallback, calls, clock, events);
        poll = new PollThread(
                new KafkaLink(broker.bootstrapServers()),
                bench.topics(),
                bench.topics().prefix(),
                "slot-" + bench.topics().prefix(),
                false,
                false,
                new AdminRetry(RetryConfig.ADMIN, BrokerTrouble::passing, RetryEvents.NONE),
                new StreamConfig(
                        Delivery.EXACTLY_ONCE,
                        new BatchConfig(8, Duration.ZERO),
                        Duration.ofMillis(5),
                        1000,
                        100,
                        1_000_000,
                        1,
                        Duration.ofSeconds(1),
                        100_000),
                Duration.ofSeconds(2),
                Switchboards.serving(FakeVersions.champion(version)),
                new InferenceMetrics(registry),
                ClientDecorator.NONE);
        poll.start();
        return version;
    }

    private void assertEachAnsweredOnce() {
        Map<String, Long> answers = bench.awaitCommitted(bench.topics().predictions(), REQUESTS).stream()
                .collect(Collectors.groupingBy(GpuTroubleIT::id, Collectors.counting()));
        assertThat(answers)
                .hasSize(REQUESTS)
                .allSatisfy((id, count) -> assertThat(count).as(id).isOne());
        assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
    }

    private static String id(WireRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private double sample(String name) {
        return registry.getSampleValue(name);
    }

    @Test
    void noMemory_pauses_goesOnPolling_andHealsByItself() {
        gpu.fits = 0;
        TestClock clock = new TestClock();
        ServedVersion version = serve(Optional.empty(), clock);

        Awaitility.await("an open breaker that pauses")
                .atMost(Duration.ofMinutes(1))
                .until(() -> version.breaker() == Breaker.OPEN && sample("inference_partitions_paused") > 0);
        assertThat(poll.ready().ok()).isFalse();
        // Trial after trial fails, and the loop keeps turning.
        Awaitility.await("half-open trials").atMost(Duration.ofMinutes(1)).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return events.stream().filter("breaker half_open"::equals).count() >= 2;
        });
        assertThat(poll.health().ok()).isTrue();
        assertThat(bench.committed(bench.topics().predictions())).isEmpty();
        gpu.fits = 4;
        Awaitility.await("a breaker that closes").atMost(Duration.ofMinutes(1)).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return version.breaker() == Breaker.CLOSED;
        });

        assertEachAnsweredOnce();
        assertThat(events).contains("breaker closed", "halved").doesNotContain("moved");
        Awaitility.await("ready").atMost(Duration.ofMinutes(1)).until(() -> poll.ready()
                .ok());
    }

    @Test
    void noMemory_withTheFallback_goesOnWithTheCpu() {
        gpu.fits = 0;
        ServedVersion version = serve(Optional.of(() -> new LoadOutcome.Loaded(FakeGpu.load(CHECKPOINT))));

        assertEachAnsweredOnce();
        assertThat(version.device()).isEqualTo("cpu");
        assertThat(events).containsExactly("moved");
    }

    @Test
    void lostGpu_endsTheThread_soThatASupervisorStartsTheProcessAnew() throws Exception {
        gpu.failure = GpuTexts.ILLEGAL_ADDRESS;
        serve(Optional.empty());

        Optional<Throwable> broke = poll.await();

        assertThat(broke).hasValueSatisfying(failure -> assertThat(failure)
                .hasRootCauseMessage("Error code - ORT_RUNTIME_EXCEPTION - message: " + GpuTexts.ILLEGAL_ADDRESS)
                .hasCauseInstanceOf(DeviceLostException.class));
        assertThat(poll.health().ok()).isFalse();
        assertThat(bench.committed(bench.topics().predictions())).isEmpty();
        assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
    }

    @Test
    void callThatHangs_isGivenUp_andAnsweredWhenTheModelIsBack() {
        gpu.gate = new CountDownLatch(1);
        calls = new CallThreads(Duration.ofMillis(100), 1);
        ServedVersion version = serve(Optional.empty());

        Awaitility.await("an open breaker")
                .atMost(Duration.ofMinutes(1))
                .until(() -> version.breaker() == Breaker.OPEN);
        assertThat(calls.exhausted()).isTrue();
        assertThat(calls.hung()).isOne();
        assertThat(poll.health().ok()).as("the loop itself turns").isTrue();
        gpu.gate.countDown();

        assertEachAnsweredOnce();
        assertThat(calls.hung()).isZero();
    }
}
