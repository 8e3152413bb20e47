package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.Use.Answer;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What shadows see, what rides with its request, and what is skipped. */
class ShadowsTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final InferenceMetrics metrics = new InferenceMetrics(registry);
    private final Shadows shadows = new Shadows(metrics);
    private final FixedVersion champion = new FixedVersion("m", "v1");
    private final FixedVersion shadow = new FixedVersion("m", "v2");
    private final Roster roster = new Roster("m", 1, champion, Optional.empty(), 0, List.of(shadow));
    private final PartitionLog log = new PartitionLog(new TopicPartition("requests", 0));
    private int offset;

    private static final OutcomeEncoder ENCODER = new OutcomeEncoder(new Topics("t"), 100_000);

    @AfterEach
    void close() {
        shadows.close(Duration.ofSeconds(5));
    }

    /** A batch as the champion leaves it. */
    private List<Pending> answered(int size) {
        List<Pending> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            WireRecord record = new WireRecord("requests", 0, offset++, 0, null, BODY, List.of());
            Request request = ((Decoded.Accepted<Request>) new RequestCodec().decode(record)).value();
            Pending pending = new Pending(log, record, request, 0);
            Prediction prediction = BatchRun.prediction(roster, champion, Role.CHAMPION, pending, value());
            pending.end(new Outcome.Answered(
                    prediction, new PredictionCodec().encode(prediction), ShadowAnswers.of(roster.shadows())));
            batch.add(pending);
        }
        return batch;
    }

    private static final byte[] BODY =
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}"
                    .getBytes(StandardCharsets.UTF_8);

    private static Answer.Predicted value() {
        return new Answer.Predicted(
                List.of(Tensor.floats("value", new long[] {1, 1}, new float[] {2})),
                Optional.empty(),
                OptionalInt.empty(),
                List.of());
    }

    private boolean isAnswered(Pending pending) {
        return of(pending).held(0) != null;
    }

    private static ShadowAnswers of(Pending pending) {
        return ((Outcome.Answered) pending.outcome()).shadows();
    }

    private void settle(List<Pending> batch) {
        batch.forEach(pending -> shadows.committed(pending, of(pending)));
    }

    private void advanceUntil(BooleanSupplier done) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    shadows.advance(true);
                    return done.getAsBoolean();
                });
    }

    private double count(String name, String... labels) {
        Double value = registry.getSampleValue(
                name,
                new String[] {"model", "model_version", name.endsWith("records_total") ? "outcome" : "reason"},
                labels);
        return value == null ? 0 : value;
    }

    private double shadowed() {
        return count("inference_records_total", "m", "v2", "shadowed");
    }

    private static String header(OutcomeEncoder.Output output, String name) {
        return output.message().headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> new String(Objects.requireNonNull(header.value()), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private double skipped(String reason) {
        return count("inference_shadow_skipped_total", "m", "v2", reason);
    }

    private List<OutcomeEncoder.Output> due() {
        List<OutcomeEncoder.Output> outputs = new ArrayList<>();
        shadows.addDue(ENCODER, outputs);
        return outputs;
    }

    @Test
    void answeredBeforeItsRequestIsCommitted_isHeldBackUntilThen_andLeavesOnce() {
        List<Pending> batch = answered(3);
        shadows.offer(roster, batch);
        advanceUntil(() -> isAnswered(batch.get(2)));
        assertThat(due()).as("its request may be read again").isEmpty();

        settle(batch);

        assertThat(due()).hasSize(3).allSatisfy(output -> {
            assertThat(header(output, "plumbline-role")).isEqualTo("shadow");
            assertThat(header(output, "plumbline-version")).isEqualTo("v2");
        });
        assertThat(shadowed()).as("not committed yet").isZero();
        shadows.dueCommitted();
        assertThat(due()).isEmpty();
        assertThat(shadowed()).isEqualTo(3);
        assertThat(shadow.uses()).as("the lease came back").isZero();
    }

    @Test
    void answeredAfterItsRequestWasCommitted_leavesWithTheNextCommit_once() {
        List<Pending> batch = answered(3);
        shadows.offer(roster, batch);
        settle(batch);

        advanceUntil(shadows::hasDue);

        assertThat(due()).hasSize(3);
        shadows.dueCommitted();
        assertThat(due()).isEmpty();
        assertThat(shadowed()).isEqualTo(3);
        assertThat(skipped("late")).isZero();
    }

    @Test
    void commitThatFails_losesWhatWasDue_andCountsIt() {
        List<Pending> batch = answered(3);
        shadows.offer(roster, batch);
        settle(batch);
        advanceUntil(shadows::hasDue);

        due();
        shadows.lose();

        assertThat(shadows.hasDue()).isFalse();
        assertThat(skipped("late")).isEqualTo(3);
    }

    @Test
    void whileABatchWaitsForAWorker_noShadowIsAsked() {
        shadows.offer(roster, answered(3));

        shadows.advance(false);

        assertThat(shadow.uses()).isZero();
        assertThat(shadow.batchSizes).isEmpty();
    }

    @Test
    void givenUpPartition_isNotAskedAnyMore() {
        shadows.offer(roster, answered(2));
        log.close();
        shadows.advance(true);

        assertThat(shadow.uses()).isZero();
        assertThat(shadow.batchSizes).isEmpty();
    }

    @Test
    void shadowThatFails_isSkipped_andItsNonFiniteAnswersAreCounted() {
        List<Pending> batch = answered(2);
        shadow.behaving(answer -> new BatchAnswer.Ended(
                List.of(value(), new Answer.Refused(RejectReason.NON_FINITE_OUTPUT, "is NaN")), false));
        shadows.offer(roster, batch);
        advanceUntil(() -> isAnswered(batch.get(0)));
        List<Pending> broken = answered(2);
        shadow.behaving(answer -> {
            throw new IllegalStateException("a bug");
        });
        shadows.offer(roster, broken);
        advanceUntil(() -> shadow.batchSizes.size() == 2 && shadow.uses() == 0);
        shadows.close(Duration.ofSeconds(5));
        settle(batch);
        settle(broken);

        assertThat(skipped("failed")).isEqualTo(3);
        assertThat(registry.getSampleValue(
                        "inference_nonfinite_total", new String[] {"model", "model_version"}, new String[] {"m", "v2"}))
                .isEqualTo(1);
    }

    @Test
    void predictionThatFitsNoRecord_isLeftOut_andCountedAsSuch() {
        List<Pending> batch = answered(1);
        shadow.outputFloats(2_000);
        shadows.offer(roster, batch);
        settle(batch);
        advanceUntil(shadows::hasDue);

        List<OutcomeEncoder.Output> outputs = new ArrayList<>();
        shadows.addDue(new OutcomeEncoder(new Topics("t"), 4_096), outputs);

        assertThat(outputs).isEmpty();
        assertThat(shadows.hasDue()).isFalse();
        assertThat(skipped("too_large")).isEqualTo(1);
        assertThat(shadowed()).isZero();
    }

    @Test
    void farBehind_skipsTheOldest() {
        List<List<Pending>> batches = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            List<Pending> batch = answered(1);
            batches.add(batch);
            shadows.offer(roster, batch);
        }

        advanceUntil(() -> isAnswered(batches.get(69).get(0)));
        batches.forEach(this::settle);
        shadows.dueCommitted();

        assertThat(skipped("late")).isEqualTo(6);
        assertThat(shadowed()).isEqualTo(64);
    }

    @Test
    void errorInAShadow_isNotSwallowed() {
        shadow.behaving(answer -> {
            throw new OutOfMemoryError("heap");
        });
        shadows.offer(roster, answered(1));

        assertThatThrownBy(() -> advanceUntil(() -> false))
                .hasRootCauseInstanceOf(OutOfMemoryError.class)
                .hasStackTraceContaining("shadow 'v2' crashed");
    }
}
