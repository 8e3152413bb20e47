package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.cli.EvaluatorCommand;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.compare.Gate;
import io.plumbline.evaluator.compare.PromotionRule;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.join.Horizons;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From predictions of two versions to a promotion, over a real broker. */
final class ComparisonIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("gate");
    private static final String MODEL = "fashion";
    private static final VersionInfo INFO = new VersionInfo("0".repeat(64), new Task.Classification(Samples.CLASSES));
    private static final PromotionRule RULE = new PromotionRule("", 40, 0.05, PromotionRule.Action.PROMOTE);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    /** What a command said. */
    private record Said(int exit, String out, String err) {}

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory.resolve("broker")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aShadowThatIsBetter_isSeenByTheCommand_andPromotedOnce_byTheGate() throws Exception {
        // given
        broker.createTopics(PlumblineTopics.all(TOPICS.prefix(), 2));
        ControlClient control = new ControlClient(new KafkaLink(broker.bootstrapServers()), TOPICS);
        RoleChange operator = new RoleChange("somebody", "", Instant.now());
        DesiredState alone = operator.swap(Optional.empty(), "v1", INFO).orElseThrow();
        DesiredState shadowed = operator.shadow(alone, "v2", INFO).orElseThrow();
        control.change(MODEL, Optional.empty(), Optional.of(alone));
        control.change(MODEL, Optional.of(alone), Optional.of(shadowed));
        Evaluator evaluator = new Evaluator(config());
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> {
                    try {
                        evaluator.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "evaluator").start());
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), TOPICS, 1)) {
            // when
            for (int i = 0; i < 50; i++) {
                String id = "r" + i;
                traffic.send(TOPICS.predictions(), Samples.classified(id, "v1", Role.CHAMPION, 0));
                traffic.send(TOPICS.predictions(), Samples.classified(id, "v2", Role.SHADOW, 1));
                traffic.send(TOPICS.labels(), Samples.label(id, new Truth.ClassName("Boot")));
            }
        }
        Said better =
                compare("--baseline", "v1", "--challenger", "v2", "--min-samples", "50", "--wait", "1m", "-o", "json");
        await().atMost(LIMIT)
                .until(() -> control.state(MODEL).map(DesiredState::champion).equals(Optional.of("v2")));

        // then
        assertThat(better.exit()).as(better.err()).isZero();
        assertThat(Json.read(better.out().getBytes(StandardCharsets.UTF_8)))
                .containsEntry("model", MODEL)
                .containsEntry("metric", "accuracy")
                .containsEntry("samples", 50)
                .containsEntry("difference", 1.0)
                .containsEntry("verdict", "better");
        Said worse = compare("--baseline", "v2", "--challenger", "v1");
        assertThat(worse.exit()).isEqualTo(4);
        assertThat(worse.out()).contains("samples     50 ids", "verdict     worse");
        Said unknown = compare("--baseline", "v1", "--challenger", "v9");
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.err()).contains("run the challenger as a shadow");

        DesiredState promoted = control.state(MODEL).orElseThrow();
        assertThat(promoted.generation()).isEqualTo(3);
        assertThat(promoted.by()).isEqualTo(Gate.BY);
        assertThat(promoted.reason()).startsWith("promote v2 over v1: accuracy +1.0000 [");
        assertThat(promoted.previous()).contains("v1");

        // A gate that starts anew finds nothing to do, nor does one whose decision somebody undid.
        GateKeeper restarted =
                new GateKeeper(new Gate(RULE), control, evaluator::committed, () -> true, InstantSource.system());
        restarted.look();
        assertThat(control.state(MODEL)).contains(promoted);
        DesiredState undone = operator.rollback(promoted, "v1", Map.of()).orElseThrow();
        DesiredState again = operator.shadow(undone, "v2", INFO).orElseThrow();
        control.change(MODEL, Optional.of(promoted), Optional.of(undone));
        control.change(MODEL, Optional.of(undone), Optional.of(again));
        new GateKeeper(new Gate(RULE), control, evaluator::committed, () -> true, InstantSource.system()).look();
        assertThat(control.state(MODEL)).contains(again);

        evaluator.close();
        run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Said compare(String... options) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "compare"));
        arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers(), "--set", "topics.prefix=gate"));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = EvaluatorCommand.commandLine(Map.of())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Said(exit, out.toString(), err.toString());
    }

    private static EvaluatorConfig config() {
        return new EvaluatorConfig(
                broker.bootstrapServers(),
                TOPICS,
                "gate",
                "",
                directory.resolve("state"),
                true,
                Duration.ofMillis(100),
                new Horizons(Duration.ofDays(7), Duration.ofDays(1), Duration.ofSeconds(1)),
                Samples.WINDOWS,
                0,
                new ComparisonConfig(Map.of(), RULE),
                Map.of(),
                DriftConfig.off());
    }
}
