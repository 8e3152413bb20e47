package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.Acls;
import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.BrokerUsers;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} with a healthy pipeline, and with one thing wrong at a time. */
class DoctorIT {
    private static final BrokerUsers USERS = new BrokerUsers(Map.of("svc", "s3cret"));

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory), USERS);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void allWell_noFailure_thenAChangedCheckpointAndATakenPort_areFound(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path checkpoint = bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");

            Ran well = bench.doctorAt(broker.bootstrapServers(), "--set", "http.port=0", "-o", "json");

            assertThat(levels(well)).as(well.out()).doesNotContain("fail", "warn");
            assertThat(well.exitCode()).isZero();
            assertThat(well.out()).contains("tiny v1 is whole", "transaction.version is 2", "models to serve: [tiny]");

            Path onnx = checkpoint.resolve("model.onnx");
            byte[] bytes = Files.readAllBytes(onnx);
            bytes[bytes.length / 2] ^= 1;
            Files.write(onnx, bytes);
            Ran ill = bench.doctorAt(broker.bootstrapServers(), "--set", "http.port=" + taken.getLocalPort());

            assertThat(ill.exitCode()).isEqualTo(1);
            assertThat(ill.out())
                    .containsPattern("fail +checkpoint +tiny v1: wrong_digest")
                    .containsPattern("warn +http port +127.0.0.1:" + taken.getLocalPort() + " cannot be bound");
        }
    }

    @Test
    void withoutRights_eachMissingOneIsNamed_andAWrongPasswordToo(@TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            String prefix = bench.topics().prefix();
            // May be seen, but not read.
            new Acls(broker.bootstrapServers())
                    .allow("svc", ResourceType.TOPIC, prefix + ".requests", AclOperation.DESCRIBE);

            Ran denied = bench.doctorAt(broker.securedServers(), args(USERS.login("svc")));
            Ran guessed = bench.doctorAt(broker.securedServers(), args(BrokerUsers.login("svc", "guessed")));

            assertThat(denied.exitCode()).isEqualTo(1);
            assertThat(denied.out())
                    .contains("User:svc needs Read on topic '" + prefix + ".requests'")
                    .contains("User:svc needs Write on topic '" + prefix + ".predictions'")
                    .contains("User:svc needs Write on topic '" + prefix + ".dead-letters'")
                    .contains("User:svc needs Read on topic '" + prefix + ".control'")
                    .contains("User:svc needs Write on topic '" + prefix + ".status'")
                    .contains("User:svc needs Read on group 'plumbline-inference'")
                    .contains("User:svc needs Write on transactional id '" + prefix + "-inference-inference-0'");
            assertThat(guessed.exitCode()).isEqualTo(1);
            assertThat(guessed.out()).contains("User:svc cannot log in").doesNotContain("guessed");
        }
    }

    @Test
    void brokersAway_isSaidWithTheAddress_andTheRestIsCheckedAllTheSame(@TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            Ran away = bench.doctorAt("127.0.0.1:1,nowhere.invalid:9092", "--set", "http.port=0");

            assertThat(away.exitCode()).isEqualTo(1);
            assertThat(away.out())
                    .contains("127.0.0.1:1 (Connection refused)", "nowhere.invalid:9092")
                    .containsPattern("ok +native library +ONNX Runtime 1\\.")
                    .containsPattern("warn +store");
        }
    }

    private static String[] args(Map<String, String> client) {
        List<String> args = new ArrayList<>(List.of("--set", "http.port=0"));
        client.forEach((key, value) -> {
            args.add("--kafka");
            args.add(key + "=" + value);
        });
        return args.toArray(String[]::new);
    }

    private static List<String> levels(Ran ran) {
        List<String> levels = new ArrayList<>();
        Object findings = Json.read(ran.out().getBytes(StandardCharsets.UTF_8)).get("findings");
        for (Object finding : (List<?>) findings) {
            levels.add(String.valueOf(((Map<?, ?>) finding).get("level")));
        }
        return levels;
    }
}
