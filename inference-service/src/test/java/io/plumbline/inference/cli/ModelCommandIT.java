package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model commands against a broker and a running instance: what they print, and their exit codes. */
class ModelCommandIT {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void swap_status_rollback_tellTheSameStory(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            InferenceService service = bench.start("a");
            // The command waits a few seconds for the word of an instance it knows nothing of.
            Bench.awaitListening(service);

            Ran first = bench.model("swap", "tiny", "v1");
            Ran noPrevious = bench.model("rollback", "tiny");
            Ran second = bench.model("swap", "tiny", "v2", "--reason", "doubles", "-o", "json");
            Ran again = bench.model("swap", "tiny", "v2");
            Ran status = bench.model("status", "-o", "json");
            Ran table = bench.model("status", "tiny");
            Ran rollback = bench.model("rollback", "tiny");

            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.err()).contains("a: serving generation 1 on cpu");
            assertThat(noPrevious.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(noPrevious.err()).contains("no champion before 'v1'");
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(json(second)).containsEntry("result", "serving").containsEntry("champion", "v2");
            assertThat(again.err()).contains("nothing to change, generation 2");
            assertThat(again.exitCode()).isZero();
            assertThat(list(json(status), "models")).singleElement().satisfies(model -> assertThat(model)
                    .containsEntry("champion", "v2")
                    .containsEntry("previous", "v1")
                    .containsEntry("reason", "doubles"));
            assertThat(list(json(status), "instances")).singleElement().satisfies(instance -> assertThat(instance)
                    .containsEntry("instance", "a")
                    .containsEntry("state", "serving")
                    .containsEntry("versions", List.of("v2"))
                    .containsEntry("stale", false));
            assertThat(table.out()).contains("CHAMPION").contains("doubles").contains("serving");
            assertThat(rollback.exitCode()).as(rollback.err()).isZero();
            assertThat(rollback.out()).contains("tiny v1: serving");
            bench.request("r1", 3);
            bench.flush();
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 1)
                            .get(0)
                            .header("plumbline-version"))
                    .contains("v1");

            bench.stop(service);
            Awaitility.await("an instance that stopped in order is gone")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> list(json(bench.model("status", "-o", "json")), "instances")
                            .isEmpty());
        }
    }

    @Test
    void swapsAtOnce_areSerialised_theOthersAreToldSo(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            int swaps = 6;
            List<Callable<Ran>> commands = new ArrayList<>();
            for (int version = 1; version <= swaps; version++) {
                bench.checkpoint(version);
                String name = "v" + version;
                commands.add(() -> bench.model("swap", "tiny", name, "--no-wait", "--no-verify"));
            }
            ExecutorService threads = Executors.newFixedThreadPool(swaps);
            List<Ran> ran = new ArrayList<>();
            try {
                for (Future<Ran> result : threads.invokeAll(commands)) {
                    ran.add(result.get());
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(ran)
                    .allSatisfy(one -> assertThat(one.exitCode()).as(one.err()).isIn(0, ExitCode.BUSY));
            long written = ran.stream().filter(one -> one.exitCode() == 0).count();
            assertThat(written).isPositive();
            assertThat(ran.stream().filter(one -> one.exitCode() == ExitCode.BUSY))
                    .allSatisfy(one -> assertThat(one.err()).contains("busy: "));
            Map<String, Object> model =
                    list(json(bench.model("status", "-o", "json")), "models").get(0);
            assertThat(((Number) model.get("generation")).longValue())
                    .as("each change that was not refused counts once")
                    .isEqualTo(written);
        }
    }

    @Test
    void list_show_verify_readTheStore(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);

            Ran list = bench.model("list");
            Ran show = bench.model("show", "tiny", "v2", "-o", "json");
            Ran verify = bench.model("verify", "tiny", "v1");
            Ran missing = bench.model("verify", "tiny", "v9");
            Ran outside = bench.model("show", "tiny", "../v1");

            assertThat(list.out().lines()).hasSize(3);
            assertThat(list.out()).contains("regression").contains("v1").contains("v2");
            assertThat(json(show)).containsEntry("version", "v2").containsEntry("model", "tiny");
            assertThat(verify.out()).contains("tiny v1: verified");
            assertThat(verify.exitCode()).isZero();
            assertThat(missing.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(missing.out()).contains("missing");
            assertThat(outside.exitCode()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void nobodyRuns_theChangeIsWritten_andSaidSo(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);

            Ran swap = bench.model("swap", "tiny", "v1");

            assertThat(swap.exitCode()).isZero();
            assertThat(swap.err()).contains("no instance runs");
            assertThat(list(json(bench.model("status", "-o", "json")), "models"))
                    .hasSize(1);
        }
    }

    private static Map<String, Object> json(Ran ran) {
        return Json.read(ran.out().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // What the command prints is what is tested.
    private static List<Map<String, Object>> list(Map<String, Object> json, String name) {
        return (List<Map<String, Object>>) json.get(name);
    }
}
