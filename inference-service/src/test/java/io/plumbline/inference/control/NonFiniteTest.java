package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.control.Use.Answer;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.control.Use.Question;
import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.LoadBulkhead;
import io.plumbline.inference.guard.LoadRetry;
import io.plumbline.inference.guard.RetryConfig;
import io.plumbline.inference.guard.RetryEvents;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.telemetry.GuardMetrics;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version whose answers are mostly NaN is stopped by its breaker; a few of them are the records' own affair. */
class NonFiniteTest {
    private static final LoadGuards.DeviceEvents UNTOUCHED = new LoadGuards.DeviceEvents() {
        @Override
        public void movedToCpu(String model, String why) {
            throw new AssertionError(why);
        }

        @Override
        public void lost(Throwable failure) {
            throw new AssertionError(failure);
        }
    };

    private final CallThreads calls = new CallThreads(Duration.ZERO, 1);
    private ServedVersion logarithm;

    @BeforeEach
    void load(@TempDir Path store) throws Exception {
        Path folder = TinyCheckpoint.regression(TinyGraph.logarithm().bytes(), 1)
                .named("tiny", "v1")
                .golden("[1.0]", 0f)
                .write(store);
        var manifest =
                new ManifestCodec().decode(Files.readAllBytes(folder.resolve(Manifest.MANIFEST_FILE)), "manifest");
        Manifest described = ((Decoded.Accepted<Manifest>) manifest).value();
        VersionLoader.Loading loading = new CheckpointLoader(
                        new CheckpointStore(store),
                        new Admission(
                                new CheckpointVerifier(),
                                Optional.empty(),
                                new ModelLoader(),
                                new LoadSettings(List.of(1, 4), 1, 10)),
                        new LoadGuards(
                                new LoadBulkhead(1, Duration.ofSeconds(1)),
                                new LoadRetry(RetryConfig.DEFAULT, RetryEvents.NONE),
                                BreakerConfig.DEFAULT,
                                calls,
                                false,
                                new GuardMetrics(new CollectorRegistry(), () -> new GuardMetrics.Reading(1, 0)),
                                UNTOUCHED),
                        Runnable::run,
                        List.of(1, 4))
                .load("tiny", "v1", new VersionInfo(described.checkpoint(), described.task()));
        logarithm = ((VersionLoader.Loading.Ready) loading).version();
    }

    @AfterEach
    void close() {
        logarithm.retire();
        calls.close();
    }

    private BatchAnswer ask(double... features) {
        List<Question> questions = new ArrayList<>();
        for (double feature : features) {
            byte[] body = Bench.request("tiny", "r", feature).getBytes(StandardCharsets.UTF_8);
            WireRecord record = new WireRecord("requests", 0, 0, 0, null, body, List.of());
            Request request = ((Decoded.Accepted<Request>) new RequestCodec().decode(record)).value();
            questions.add(new Question(request, "here"));
        }
        try (Use use = logarithm.use().orElseThrow()) {
            return use.answer(questions);
        }
    }

    @Test
    void mostAnswersNaN_inCallAfterCall_opensTheBreaker() {
        BatchAnswer first = ask(-1, -2, 1);

        assertThat(((BatchAnswer.Ended) first).answers().subList(0, 2))
                .allSatisfy(answer ->
                        assertThat(((Answer.Refused) answer).reason()).isEqualTo(RejectReason.NON_FINITE_OUTPUT));
        for (int call = 0; call < BreakerConfig.DEFAULT.minimumCalls() - 1; call++) {
            ask(-1, -2, 1);
        }
        assertThat(logarithm.breaker()).isEqualTo(ServedVersion.Breaker.OPEN);
        assertThat(ask(1)).isInstanceOf(BatchAnswer.Unavailable.class);
    }

    @Test
    void someAnswersNaN_leaveItClosed() {
        for (int call = 0; call < BreakerConfig.DEFAULT.window(); call++) {
            assertThat(ask(-1, 1)).isInstanceOf(BatchAnswer.Ended.class);
        }

        assertThat(logarithm.breaker()).isEqualTo(ServedVersion.Breaker.CLOSED);
    }
}
