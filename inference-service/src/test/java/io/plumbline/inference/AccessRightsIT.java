package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.Acls;
import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.BrokerUsers;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Kafka's own authorizer: what an instance and an operator must be allowed, and what is said when they are not. */
class AccessRightsIT {
    private static final BrokerUsers USERS = new BrokerUsers(Map.of("svc", "s3cret", "operator", "hunter2"));
    private static final Pattern ADVICE =
            Pattern.compile("(Read|Write|Create|Describe) on (topic|group|transactional id) '([^']+)'");

    private static EmbeddedBroker broker;
    private static Acls acls;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory), USERS);
        acls = new Acls(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void givenOnlyWhatItAsksFor_anInstanceEndsWithTheDocumentedRights_andServes(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.start("slot", login("svc"));
            Set<String> given = new TreeSet<>();
            while (!service.ready().ok()) {
                String reason = Awaitility.await("a right to give, or ready")
                        .atMost(Duration.ofMinutes(1))
                        .until(
                                () -> service.ready(),
                                health -> health.ok()
                                        || asked(health.reason()).stream().anyMatch(right -> !given.contains(right)))
                        .reason();
                for (String right : asked(reason)) {
                    assertThat(reason).contains("User:svc needs").contains("kafka-acls --add");
                    if (given.add(right)) {
                        give("svc", right);
                    }
                }
            }
            String prefix = bench.topics().prefix();

            bench.request("r1", 3);
            bench.send("bad", "{");
            bench.awaitCommitted(bench.topics().predictions(), 1);
            bench.awaitCommitted(bench.topics().deadLetters(), 1);

            assertThat(given)
                    .containsExactlyInAnyOrder(
                            "Read on topic '" + prefix + ".requests'",
                            "Write on topic '" + prefix + ".predictions'",
                            "Write on topic '" + prefix + ".dead-letters'",
                            "Read on topic '" + prefix + ".control'",
                            "Write on topic '" + prefix + ".status'",
                            "Read on group '" + prefix + "'",
                            "Write on transactional id '" + prefix + "-inference-slot'");
            // The instance's word reaches the status topic, which only it may write.
            Awaitility.await("its word")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> bench.model("status", "tiny").out().contains("serving"));
        }
    }

    @Test
    void deadLettersDenied_nothingIsLost_consumingStopsWithTheReason_andGoesOnOnceAllowed(@TempDir Path store)
            throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            giveAll(bench, "slot");
            InferenceService service = bench.startReady("slot", login("svc"));
            String letters = bench.topics().deadLetters();
            acls.forbid("svc", ResourceType.TOPIC, letters, AclOperation.WRITE);

            bench.send("bad", "{");
            bench.flush();
            Awaitility.await("the reason")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> service.ready().reason().contains("User:svc needs Write on topic '" + letters + "'"));
            for (int i = 0; i < 50; i++) {
                bench.request("r" + i, i);
            }
            bench.flush();
            // While it tries again and again, it goes on saying why.
            long until = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < until) {
                assertThat(service.ready().ok()).isFalse();
            }
            assertThat(bench.committed(letters)).isEmpty();
            acls.allow("svc", ResourceType.TOPIC, letters, AclOperation.WRITE);

            assertThat(bench.awaitCommitted(bench.topics().predictions(), 50)).hasSize(50);
            assertThat(bench.awaitCommitted(letters, 1)).hasSize(1);
            Bench.awaitReady(service);
        }
    }

    @Test
    void anOperator_needsItsOwnRightsOnly_andIsToldWhichIsMissing(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            String prefix = bench.topics().prefix();
            Set<String> given = new TreeSet<>();
            Ran ran = swapAsOperator(bench);
            while (ran.exitCode() != 0) {
                List<String> asked = asked(ran.err());
                assertThat(asked).as(ran.err()).isNotEmpty();
                assertThat(ran.err()).contains("User:operator needs");
                assertThat(ran.exitCode()).isEqualTo(1);
                for (String right : asked) {
                    give("operator", right);
                    assertThat(given.add(right)).as(ran.err()).isTrue();
                }
                ran = swapAsOperator(bench);
            }
            assertThat(given)
                    .containsExactlyInAnyOrder(
                            "Read on topic '" + prefix + ".status'",
                            "Read on topic '" + prefix + ".control'",
                            "Write on topic '" + prefix + ".control'",
                            "Write on transactional id '" + prefix + "-control-tiny'");
        }
    }

    @Test
    void wrongPassword_isSaid_andTheInstanceWaits(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            InferenceService service = bench.start("slot", sets(BrokerUsers.login("svc", "guessed")));

            String reason = Awaitility.await("the reason")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> service.ready().reason(), why -> why.contains("Authentication failed"));

            assertThat(reason).contains(broker.securedServers(), "User:svc").doesNotContain("guessed");
        }
    }

    private static Ran swapAsOperator(Bench bench) {
        List<String> args = new ArrayList<>(List.of("swap", "tiny", "v1", "--timeout", "5s"));
        USERS.login("operator").forEach((key, value) -> {
            args.add("--kafka");
            args.add(key + "=" + value);
        });
        return bench.modelAt(broker.securedServers(), args.toArray(String[]::new));
    }

    private static void giveAll(Bench bench, String instance) {
        String prefix = bench.topics().prefix();
        for (String right : List.of(
                "Read on topic '" + prefix + ".requests'",
                "Write on topic '" + prefix + ".predictions'",
                "Write on topic '" + prefix + ".dead-letters'",
                "Read on topic '" + prefix + ".control'",
                "Write on topic '" + prefix + ".status'",
                "Read on group '" + prefix + "'",
                "Write on transactional id '" + prefix + "-inference-" + instance + "'")) {
            give("svc", right);
        }
    }

    private static List<String> asked(String text) {
        Matcher matcher = ADVICE.matcher(text);
        List<String> rights = new ArrayList<>();
        while (matcher.find()) {
            rights.add(matcher.group());
        }
        return rights;
    }

    private static void give(String user, String right) {
        Matcher matcher = ADVICE.matcher(right);
        assertThat(matcher.matches()).as(right).isTrue();
        ResourceType type =
                ResourceType.valueOf(matcher.group(2).toUpperCase(Locale.ROOT).replace(' ', '_'));
        acls.allow(
                user,
                type,
                matcher.group(3),
                AclOperation.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)));
    }

    private static String[] login(String user) {
        return sets(USERS.login(user));
    }

    private static String[] sets(Map<String, String> client) {
        List<String> sets = new ArrayList<>(List.of("bootstrap.servers=" + broker.securedServers()));
        client.forEach((key, value) -> sets.add("kafka." + key + "=" + value));
        return sets.toArray(String[]::new);
    }
}
