package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.control.ServedFrom;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.batch.BatchConfig;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion.Breaker;
import io.plumbline.inference.control.Switchboard;
import io.plumbline.inference.control.Switchboards;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop, turned by hand against Kafka's own mock clients. */
class InferenceLoopTest {
    private static final Topics TOPICS = new Topics("t");
    private static final TopicPartition P0 = new TopicPartition(TOPICS.requests(), 0);
    private static final TopicPartition P1 = new TopicPartition(TOPICS.requests(), 1);

    private final List<ConsumerRebalanceListener> listeners = new ArrayList<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            listeners.add(listener);
            super.subscribe(topics, listener);
        }
    };
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final FixedVersion champion = new FixedVersion("m", "v1");
    private final Switchboard switchboard = Switchboards.serving(roster(1, champion));
    private InferenceLoop loop;

    private static Roster roster(long generation, FixedVersion champion) {
        return new Roster("m", generation, champion, Optional.empty(), 0, List.of());
    }

    private void start(StreamConfig config) {
        loop = new InferenceLoop(
                config,
                TOPICS,
                switchboard,
                new InferenceMetrics(registry),
                Clock.systemUTC(),
                consumer,
                this::producer);
        loop.subscribe();
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        consumer.updateEndOffsets(Map.of(P0, 1000L, P1, 1000L));
        turnUntil(() -> !producers.isEmpty());
        consumer.rebalance(List.of(P0, P1));
    }

    private static StreamConfig config() {
        return new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                100,
                1_000_000,
                1,
                Duration.ofMillis(200),
                100_000);
    }

    private int sendsUntilMemoryIsOut = Integer.MAX_VALUE;

    private Producer<byte[], byte[]> producer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, Callback callback) {
                        if (--sendsUntilMemoryIsOut == 0) {
                            throw new OutOfMemoryError("as in a test");
                        }
                        return super.send(record, callback);
                    }
                };
        producers.add(producer);
        return producer;
    }

    @AfterEach
    void stop() {
        // A mock that was told to fail would fail the orderly end too.
        producers.forEach(producer -> {
            producer.commitTransactionException = null;
            producer.sendOffsetsToTransactionException = null;
        });
        champion.behaving(answer -> answer);
        loop.close();
    }

    @Test
    void requests_areAnsweredInOrder_withTheirOffsets() {
        start(config());

        send(P0, 0, 10);
        turnUntil(() -> predictions().size() == 10);

        assertThat(ids()).containsExactly("0-0", "0-1", "0-2", "0-3", "0-4", "0-5", "0-6", "0-7", "0-8", "0-9");
        assertThat(committedOffset(P0)).isEqualTo(10);
        assertThat(champion.uses()).isZero();
        assertThat(value("inference_records_consumed_total")).isEqualTo(10);
        assertThat(value("inference_queue_records")).isZero();
    }

    @Test
    void memoryOutInMidSend_nothingOfTheTurnIsCommitted() {
        start(config());
        sendsUntilMemoryIsOut = 3;
        send(P0, 0, 4);

        assertThatThrownBy(() -> turnUntil(() -> false)).isInstanceOf(OutOfMemoryError.class);
        loop.abandon();

        assertThat(predictions()).isEmpty();
        assertThat(committedOffset(P0)).isEqualTo(-1);
    }

    @Test
    void slowFirstBatch_holdsBackTheSecondOne() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        champion.behaving(answer -> {
            // The first batch is the full one.
            if (((BatchAnswer.Ended) answer).answers().size() == 4) {
                await(release);
            }
            return answer;
        });
        start(new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                100,
                1_000_000,
                2,
                Duration.ofMillis(200),
                100_000));

        send(P0, 0, 7);
        turnUntil(() -> champion.batchSizes.size() == 2);
        for (int i = 0; i < 20; i++) {
            loop.turn();
        }
        assertThat(predictions()).isEmpty();
        release.countDown();
        turnUntil(() -> predictions().size() == 7);

        assertThat(ids()).containsExactly("0-0", "0-1", "0-2", "0-3", "0-4", "0-5", "0-6");
    }

    @Test
    void staleGroup_abortsAndGoesBackToTheCommittedOffsets() {
        start(config());
        send(P0, 0, 4);
        turnUntil(() -> predictions().size() == 4);
        commitOnConsumer();

        producers.get(0).sendOffsetsToTransactionException = new CommitFailedException("stale generation");
        send(P0, 4, 8);
        turnUntil(() -> transactions("aborted") == 1);
        producers.get(0).sendOffsetsToTransactionException = null;
        turnUntil(() -> loop.snapshot().obstacle().isEmpty());

        assertThat(producers).hasSize(1);
        assertThat(consumer.position(P0)).isEqualTo(4);
        assertThat(predictions()).hasSize(4);
        send(P0, 4, 8);
        turnUntil(() -> predictions().size() == 8);
        assertThat(ids()).doesNotHaveDuplicates();
        assertThat(value("inference_records_rewound_total")).isEqualTo(4);
    }

    @Test
    void unknownOutcome_isNotGuessed_aNewProducerAsksTheBroker() {
        start(config());
        producers.get(0).commitTransactionException = new TimeoutException("no answer");
        send(P0, 0, 4);
        turnUntil(() -> transactions("unknown") == 1);
        // The broker had committed after all.
        consumer.commitSync(Map.of(P0, new OffsetAndMetadata(4)));

        turnUntil(() -> producers.size() == 2 && loop.snapshot().obstacle().isEmpty());

        assertThat(producers.get(0).closed()).isTrue();
        assertThat(producers.get(1).transactionInitialized()).isTrue();
        assertThat(consumer.position(P0)).isEqualTo(4);
        assertThat(producers.get(1).history()).isEmpty();
    }

    @Test
    void fenced_dropsItsProducerAndTakesTheSlotAnew() {
        start(config());
        producers.get(0).commitTransactionException = new ProducerFencedException("another one");
        send(P0, 0, 4);

        turnUntil(() -> producers.size() == 2 && loop.snapshot().obstacle().isEmpty());

        assertThat(transactions("fenced")).isEqualTo(1);
        assertThat(consumer.position(P0)).isZero();
        send(P0, 0, 4);
        turnUntil(() -> producers.get(1).history().size() == 4);
        assertThat(producers.get(0).history()).isEmpty();
    }

    @Test
    void brokersAway_keepsTryingToTakeTheSlot_andIsPausedMeanwhile() {
        List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
        loop = new InferenceLoop(
                config(), TOPICS, switchboard, new InferenceMetrics(registry), Clock.systemUTC(), consumer, () -> {
                    MockProducer<byte[], byte[]> producer =
                            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
                    if (made.size() < 2) {
                        producer.initTransactionException = new TimeoutException("nobody there");
                    }
                    made.add(producer);
                    return producer;
                });
        loop.subscribe();
        consumer.updateBeginningOffsets(Map.of(P0, 0L));
        consumer.updateEndOffsets(Map.of(P0, 10L));
        loop.turn();
        consumer.rebalance(List.of(P0));
        loop.turn();
        assertThat(consumer.paused()).containsExactly(P0);
        assertThat(loop.snapshot().obstacle()).get().asString().contains("nobody there");

        turnUntil(() -> made.size() == 3 && loop.snapshot().obstacle().isEmpty());

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void openBreaker_pausesAndKeepsPolling_thenGoesOn() {
        start(config());
        send(P0, 0, 2);
        turnUntil(() -> predictions().size() == 2);
        champion.breaker(Breaker.OPEN);
        loop.turn();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        assertThat(loop.snapshot().obstacle()).get().asString().contains("circuit breaker");
        // A partition that comes while the breaker is open is paused too.
        TopicPartition newcomer = new TopicPartition(TOPICS.requests(), 2);
        consumer.updateBeginningOffsets(Map.of(newcomer, 0L));
        consumer.updateEndOffsets(Map.of(newcomer, 0L));
        consumer.rebalance(List.of(P0, P1, newcomer));
        assertThat(consumer.paused()).contains(newcomer);
        long before = loop.snapshot().turnNanos();
        loop.turn();
        assertThat(loop.snapshot().turnNanos()).isGreaterThan(before);

        champion.breaker(Breaker.CLOSED);
        turnUntil(() -> consumer.paused().isEmpty());

        send(P0, 2, 4);
        turnUntil(() -> predictions().size() == 4);
        assertThat(ids()).containsExactly("0-0", "0-1", "0-2", "0-3");
    }

    @Test
    void modelUnavailable_losesNothing_goesBackAndAnswersLater() {
        start(config());
        champion.behaving(answer -> new BatchAnswer.Unavailable("out of memory"));
        send(P0, 0, 3);
        turnUntil(() -> value("inference_records_rewound_total") == 3);
        assertThat(producers.get(0).history()).isEmpty();

        champion.behaving(answer -> answer);
        turnUntil(() -> loop.snapshot().obstacle().isEmpty());

        assertThat(consumer.position(P0)).isZero();
        send(P0, 0, 3);
        turnUntil(() -> predictions().size() == 3);
        assertThat(value("inference_dlq_total")).isNull();
    }

    @Test
    void fullQueue_pauses_andResumesWhenHalfEmpty() {
        CountDownLatch release = new CountDownLatch(1);
        champion.behaving(answer -> {
            await(release);
            return answer;
        });
        start(new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                10,
                1_000_000,
                1,
                Duration.ofMillis(200),
                100_000));
        send(P0, 0, 12);
        turnUntil(() -> consumer.paused().contains(P0));
        assertThat(loop.snapshot().obstacle())
                .as("a full queue is no obstacle to readiness")
                .isEmpty();

        release.countDown();
        turnUntil(() -> predictions().size() == 12);
        loop.turn();

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void queueFullOfBytes_pauses_andResumesWhenHalfEmpty() {
        CountDownLatch release = new CountDownLatch(1);
        champion.behaving(answer -> {
            await(release);
            return answer;
        });
        start(new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                1000,
                300,
                1,
                Duration.ofMillis(200),
                100_000));
        send(P0, 0, 12);
        turnUntil(() -> consumer.paused().contains(P0));

        release.countDown();
        turnUntil(() -> predictions().size() == 12);
        loop.turn();

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void atLeastOnce_writesWithoutATransaction_andCommitsTheOffsetsAfterwards() {
        start(atLeastOnce());

        send(P0, 0, 10);
        turnUntil(() -> predictions().size() == 10);
        turnUntil(() -> Long.valueOf(10).equals(committedByConsumer(P0)));

        assertThat(ids()).containsExactly("0-0", "0-1", "0-2", "0-3", "0-4", "0-5", "0-6", "0-7", "0-8", "0-9");
        assertThat(producers.get(0).transactionInitialized()).isFalse();
    }

    @Test
    void atLeastOnce_offsetsNotYetCommitted_areWhenThePartitionIsTakenAway() {
        start(new StreamConfig(
                Delivery.AT_LEAST_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ofSeconds(5),
                1000,
                100,
                1_000_000,
                1,
                Duration.ofMillis(200),
                100_000));
        int sent = 0;
        do {
            int before = sent;
            sent += 3;
            send(P0, before, before + 3);
            turnUntil(() -> predictions().size() == before + 3);
            // On a machine that takes seconds over this they were committed by the clock: the next ones are not.
        } while (Long.valueOf(sent).equals(committedByConsumer(P0)));

        consumer.rebalance(List.of(P1));
        loop.turn();
        // The mock tells the offsets only of what it holds.
        consumer.rebalance(List.of(P0, P1));

        assertThat(committedByConsumer(P0)).isEqualTo(sent);
    }

    @Test
    void atLeastOnce_writeFails_nothingIsLost_theyAreAskedAgain() {
        start(atLeastOnce());
        producers.get(0).sendException = new TimeoutException("no broker");
        send(P0, 0, 3);
        turnUntil(() -> producers.size() == 2);
        assertThat(committedByConsumer(P0)).isNull();
        assertThat(predictions()).isEmpty();

        // The mock forgets what was polled once.
        turnUntil(() -> loop.snapshot().obstacle().isEmpty());
        send(P0, 0, 3);
        turnUntil(() -> predictions().size() == 3);
        turnUntil(() -> Long.valueOf(3).equals(committedByConsumer(P0)));
    }

    private static StreamConfig atLeastOnce() {
        return new StreamConfig(
                Delivery.AT_LEAST_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                100,
                1_000_000,
                1,
                Duration.ofMillis(200),
                100_000);
    }

    private @Nullable Long committedByConsumer(TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? null : offset.offset();
    }

    @Test
    void partitionTakenAwayInMidBatch_itsLateAnswersGoNowhere() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        champion.behaving(answer -> {
            await(release);
            return answer;
        });
        start(config());
        send(P0, 0, 3);
        turnUntil(() -> champion.batchSizes.size() == 1);

        // Waits no longer than revoke.drain, then gives the partition up.
        consumer.rebalance(List.of(P1));
        release.countDown();
        turnUntil(() -> champion.uses() == 0);
        for (int i = 0; i < 10; i++) {
            loop.turn();
        }

        assertThat(producers.get(0).history()).isEmpty();
        assertThat(producers.get(0).consumerGroupOffsetsHistory()).isEmpty();
        assertThat(value("inference_records_rewound_total")).isEqualTo(3);
        assertThat(value("inference_queue_records")).isZero();
    }

    @Test
    void partitionLost_whatWasSentForItDoesNotCount_andTheRestIsSentAgain() {
        start(new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ofSeconds(5),
                6,
                100,
                1_000_000,
                1,
                Duration.ofMillis(200),
                100_000));
        send(P0, 0, 2);
        send(P1, 0, 2);
        turnUntil(() -> producers.get(0).uncommittedRecords().size() == 4);

        listeners.get(0).onPartitionsLost(List.of(P0));

        assertThat(predictions()).isEmpty();
        assertThat(transactions("aborted")).isEqualTo(1);
        send(P1, 2, 6);
        turnUntil(() -> committedOffset(P1) == 6);
        assertThat(ids()).containsExactly("1-0", "1-1", "1-2", "1-3", "1-4", "1-5");
        assertThat(committedOffset(P0)).isEqualTo(-1);
    }

    @Test
    void partitionTakenAway_whatIsAnsweredInTimeIsCommittedFirst() {
        start(new StreamConfig(
                Delivery.EXACTLY_ONCE,
                new BatchConfig(4, Duration.ZERO),
                Duration.ZERO,
                1000,
                100,
                1_000_000,
                1,
                Duration.ofMinutes(1),
                100_000));
        champion.behaving(answer -> {
            pause(50);
            return answer;
        });
        send(P0, 0, 3);
        turnUntil(() -> champion.batchSizes.size() == 1);

        consumer.rebalance(List.of(P1));

        assertThat(predictions()).hasSize(3);
        assertThat(committedOffset(P0)).isEqualTo(3);
    }

    @Test
    void predictionTooLarge_becomesADeadLetter_andWedgesNothing() {
        champion.outputFloats(100_000);
        start(config());

        send(P0, 0, 1);
        turnUntil(() -> letters().size() == 1);

        assertThat(letters().get(0).reason()).isEqualTo(RejectReason.TOO_LARGE);
        assertThat(letters().get(0).version()).contains("v1");
        assertThat(committedOffset(P0)).isEqualTo(1);
    }

    @Test
    void deadLetterTooLarge_losesTheEndOfItsValue_andSaysSo() {
        start(config());
        byte[] huge = "x".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(P0.topic(), P0.partition(), 0, new byte[] {7}, huge);
        record.headers().add("mine", "kept".getBytes(StandardCharsets.UTF_8));
        consumer.addRecord(record);

        turnUntil(() -> letters().size() == 1);

        WireRecord original = letters().get(0).record();
        assertThat(original.value()).hasSizeBetween(90_000, 100_000);
        assertThat(original.key()).containsExactly(7);
        assertThat(original.header("mine")).contains("kept");
        assertThat(original.header(OutcomeEncoder.TRUNCATED)).contains("200000");
        assertThat(committedOffset(P0)).isEqualTo(1);
    }

    @Test
    void swap_takesEffectBetweenTwoBatches() {
        start(config());
        send(P0, 0, 4);
        turnUntil(() -> predictions().size() == 4);
        FixedVersion next = new FixedVersion("m", "v2");

        Switchboards.propose(switchboard, roster(2, next));
        send(P0, 4, 8);
        turnUntil(() -> predictions().size() == 8);

        assertThat(predictions())
                .extracting(Prediction::version)
                .containsExactly("v1", "v1", "v1", "v1", "v2", "v2", "v2", "v2");
    }

    @Test
    void challengerAnswersItsShare_andWhenItCannot_theChampionDoes() {
        FixedVersion challenger = new FixedVersion("m", "v2");
        Switchboards.propose(switchboard, new Roster("m", 2, champion, Optional.of(challenger), 0.5, List.of()));
        start(config());

        send(P0, 0, 40);
        turnUntil(() -> predictions().size() == 40);

        Map<Role, Long> counts = new HashMap<>();
        predictions().forEach(prediction -> counts.merge(prediction.role(), 1L, Long::sum));
        assertThat(counts.get(Role.CHAMPION)).isBetween(8L, 32L);
        assertThat(counts.get(Role.CHAMPION) + counts.get(Role.CHALLENGER)).isEqualTo(40);

        challenger.behaving(answer -> new BatchAnswer.Unavailable("broken"));
        send(P0, 40, 60);
        turnUntil(() -> predictions().size() == 60);
        assertThat(predictions().subList(40, 60)).extracting(Prediction::role).containsOnly(Role.CHAMPION);
    }

    @Test
    void stuckShadow_delaysNobody_andWhatItSaysLaterIsCommittedOnItsOwn() {
        CountDownLatch released = new CountDownLatch(1);
        FixedVersion shadow = new FixedVersion("m", "v3").behaving(answer -> {
            await(released);
            return answer;
        });
        Switchboards.propose(switchboard, new Roster("m", 2, champion, Optional.empty(), 0, List.of(shadow)));
        start(config());

        send(P0, 0, 20);
        turnUntil(() -> predictions().size() == 20);

        assertThat(predictions()).extracting(Prediction::role).containsOnly(Role.CHAMPION);
        assertThat(committedOffset(P0)).isEqualTo(20);
        released.countDown();
        turnUntil(() -> predictions().size() == 40);
        assertThat(predictions().subList(20, 40)).extracting(Prediction::role).containsOnly(Role.SHADOW);
        assertThat(predictions().subList(20, 40)).extracting(Prediction::id).doesNotHaveDuplicates();
        assertThat(value("inference_queue_records")).isZero();
    }

    @Test
    void marks_sayFromWhichOffsetEachGenerationServed() {
        start(config());
        send(P0, 0, 4);
        send(P1, 0, 2);
        turnUntil(() -> predictions().size() == 6);

        Switchboards.propose(switchboard, roster(2, new FixedVersion("m", "v2")));
        send(P0, 4, 8);
        turnUntil(() -> predictions().size() == 10);

        assertThat(Switchboards.served(switchboard, "m"))
                .containsExactly(
                        new ServedFrom(2, List.of("v2"), Map.of(0, 4L)),
                        new ServedFrom(1, List.of("v1"), Map.of(0, 0L, 1, 0L)));
    }

    @Test
    void requestWithoutModel_goesToTheOnlyOne_andIsRejectedWhenThereAreTwo() {
        start(config());
        consumer.addRecord(unnamed(0));
        turnUntil(() -> predictions().size() == 1);

        Switchboards.propose(
                switchboard,
                roster(1, champion),
                new Roster("n", 1, new FixedVersion("n", "v1"), Optional.empty(), 0, List.of()));
        loop.turn();
        consumer.addRecord(unnamed(1));
        turnUntil(() -> letters().size() == 1);

        assertThat(letters().get(0).reason()).isEqualTo(RejectReason.MISSING_FIELD);
    }

    private static ConsumerRecord<byte[], byte[]> unnamed(long offset) {
        return new ConsumerRecord<>(
                P0.topic(), P0.partition(), offset, null, body("u" + offset, "").getBytes(StandardCharsets.UTF_8));
    }

    private void send(TopicPartition partition, int from, int to) {
        for (int i = from; i < to; i++) {
            String id = partition.partition() + "-" + i;
            consumer.addRecord(new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    i,
                    id.getBytes(StandardCharsets.UTF_8),
                    body(id, "\"model_name\":\"m\",").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String body(String id, String model) {
        return "{" + model + "\"id\":\"" + id
                + "\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}";
    }

    /** What the mock producer committed is what a broker would tell the consumer. */
    private void commitOnConsumer() {
        producers.forEach(producer -> producer.consumerGroupOffsetsHistory()
                .forEach(groups -> groups.values().forEach(consumer::commitSync)));
    }

    private void turnUntil(BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("turned in vain: " + loop.snapshot())
                    .isLessThan(deadline);
            loop.turn();
        }
    }

    private List<Prediction> predictions() {
        List<Prediction> predictions = new ArrayList<>();
        for (WireRecord record : written(TOPICS.predictions())) {
            predictions.add(((Decoded.Accepted<Prediction>) new PredictionCodec().decode(record)).value());
        }
        return predictions;
    }

    private List<String> ids() {
        return predictions().stream().map(Prediction::id).toList();
    }

    private List<DeadLetter> letters() {
        List<DeadLetter> letters = new ArrayList<>();
        for (WireRecord record : written(TOPICS.deadLetters())) {
            letters.add(((Decoded.Accepted<DeadLetter>) new DeadLetterCodec().decode(record)).value());
        }
        return letters;
    }

    private List<WireRecord> written(String topic) {
        List<WireRecord> records = new ArrayList<>();
        for (MockProducer<byte[], byte[]> producer : producers) {
            for (ProducerRecord<byte[], byte[]> record : producer.history()) {
                if (record.topic().equals(topic)) {
                    List<WireHeader> headers = new ArrayList<>();
                    record.headers().forEach(header -> headers.add(new WireHeader(header.key(), header.value())));
                    records.add(new WireRecord(topic, 0, records.size(), 0, record.key(), record.value(), headers));
                }
            }
        }
        return records;
    }

    private long committedOffset(TopicPartition partition) {
        long offset = -1;
        for (MockProducer<byte[], byte[]> producer : producers) {
            for (var groups : producer.consumerGroupOffsetsHistory()) {
                for (var offsets : groups.values()) {
                    offset = offsets.containsKey(partition)
                            ? offsets.get(partition).offset()
                            : offset;
                }
            }
        }
        return offset;
    }

    private double transactions(String result) {
        Double value = registry.getSampleValue("inference_txn_total", new String[] {"result"}, new String[] {result});
        return value == null ? 0 : value;
    }

    private Double value(String name) {
        return registry.getSampleValue(name);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes that long without sleeping. */
    private static void pause(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }
}
