package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The request topic is not there yet, grows, or loses what nobody has read. */
class TopicFaultIT {
    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start(@TempDir Path data) {
        broker = GroupProtocol.startBroker(data);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void topicMissingAtTheStart_isNamed_andWaitedFor(@TempDir Path store) throws Exception {
        try (Bench bench = bench(store)) {
            String requests = bench.topics().requests();
            admin.deleteTopics(List.of(requests)).all().get();
            Awaitility.await("gone")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !admin.listTopics().names().get().contains(requests));
            InferenceService service = bench.start("slot", GroupProtocol.CLASSIC.settings("topics.create=false"));
            Awaitility.await("what is missing")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> service.ready().reason().contains("topics [" + requests + "] do not exist"));

            broker.createTopics(List.of(new NewTopic(requests, Bench.PARTITIONS, (short) 1)));

            Bench.awaitReady(service);
            try (DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
                check.ask(50);
                check.awaitAnswered();
                check.verify(Guarantee.EXACTLY_ONCE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void partitionsAddedWhileItRuns_areRead(GroupProtocol protocol, @TempDir Path store) throws Exception {
        try (Bench bench = bench(store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            InferenceService service = bench.startReady("slot", protocol.settings("kafka.metadata.max.age.ms=500"));
            check.ask(50);

            admin.createPartitions(Map.of(bench.topics().requests(), NewPartitions.increaseTo(5)))
                    .all()
                    .get();

            check.ask(4, "new", Bench.request("tiny", "new", 1));
            check.awaitAnswered();
            check.verify(Guarantee.EXACTLY_ONCE);
            assertThat(Scrape.balanced(service.httpPort()).sum("inference_partitions_assigned"))
                    .isEqualTo(5);
        }
    }

    @Test
    void requestsDeletedBeforeTheyWereRead_areCounted_andTheRestIsAnswered(@TempDir Path store) throws Exception {
        try (Bench bench = bench(store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            InferenceService first = bench.startReady("slot", GroupProtocol.CLASSIC.settings());
            check.ask(0, "read", Bench.request("tiny", "read", 1));
            check.awaitAnswered();
            bench.stop(first);
            for (int i = 0; i < 20; i++) {
                check.ask(0, "late" + i, Bench.request("tiny", "late" + i, i));
            }
            check.flush();
            // Offset 0 was answered; 1 to 10 go, and nobody will ever know what they asked.
            admin.deleteRecords(
                            Map.of(new TopicPartition(bench.topics().requests(), 0), RecordsToDelete.beforeOffset(11)))
                    .all()
                    .get();
            check.forget(0, 1, 11);

            InferenceService second = bench.startReady("slot", GroupProtocol.CLASSIC.settings());

            check.awaitAnswered();
            check.verify(Guarantee.EXACTLY_ONCE);
            Scrape page = Scrape.balanced(second.httpPort());
            assertThat(page.predicted()).isEqualTo(10);
            assertThat(page.sum("inference_records_skipped_total", "reason=\"retention\""))
                    .isEqualTo(10);
        }
    }

    private static Bench bench(Path store) throws Exception {
        Bench bench = new Bench(broker, store);
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench;
    }
}
