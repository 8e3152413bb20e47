package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The broker takes less than {@code output.max.bytes} allows; it is asked, and its no costs the others nothing. */
class OversizedIT {
    private static final int BROKER_TAKES = 2000;
    private static final int TOO_MUCH = 5000;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path data) {
        broker = GroupProtocol.startBroker(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void brokerRefusesAPrediction_andADeadLetter_forTheirSize_othersAreAnswered(
            Guarantee guarantee, @TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            limit(bench.topics().predictions());
            limit(bench.topics().deadLetters());
            check.ask(50);
            // What a request carries in its ce_ headers goes into its prediction, and with it over the limit.
            check.ask("wide", Bench.request("tiny", "wide", 1), "ce_note", "x".repeat(TOO_MUCH));
            check.ask(50);
            check.ask("unreadable", "{" + " ".repeat(TOO_MUCH));
            check.ask(50);

            InferenceService service = bench.startReady(
                    "slot",
                    guarantee.setting(),
                    "output.max.bytes=1000000",
                    // Below the limit, as it is with any limit in use: the client splits no batch.
                    "kafka.batch.size=1000");
            check.awaitAnswered();

            DeliveryCheck.Found found = check.verify(guarantee);
            List<WireRecord> letters = bench.committed(bench.topics().deadLetters());
            assertThat(letters.stream().map(letter -> new String(letter.key(), StandardCharsets.UTF_8)))
                    .containsOnly("wide", "unreadable");
            assertThat(found.predictions() + found.deadLetters() - found.duplicates())
                    .isEqualTo(152);
            assertThat(letters)
                    .allMatch(letter -> letter.header(Headers.TRUNCATED).isPresent());
            assertThat(reason(letters, "wide")).isEqualTo(RejectReason.TOO_LARGE);
            assertThat(reason(letters, "unreadable")).isEqualTo(RejectReason.MALFORMED);
            Scrape page = Scrape.balanced(service.httpPort());
            assertThat(page.transactions("aborted")).isPositive();
            assertThat(page.transactions("fenced") + page.transactions("unknown"))
                    .isZero();
        }
    }

    private static RejectReason reason(List<WireRecord> letters, String key) {
        WireRecord letter = letters.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .findFirst()
                .orElseThrow();
        return ((Decoded.Accepted<DeadLetter>) new DeadLetterCodec().decode(letter))
                .value()
                .reason();
    }

    private static void limit(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", Integer.toString(BROKER_TAKES)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
