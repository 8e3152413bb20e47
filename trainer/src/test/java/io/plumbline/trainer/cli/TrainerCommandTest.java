package io.plumbline.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainerCommandTest {
    private static final String EXPERIMENTS = "../deploy/experiments/";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void train_printsOneObject_andKeepsChatterOffStdout() {
        int exit = run(
                "train",
                EXPERIMENTS + "listings-ranker.yaml",
                "--set",
                "fit.epochs=1",
                "--store",
                folder.toString(),
                "-o",
                "json");

        assertThat(exit).isZero();
        Map<String, Object> result = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(result).containsOnlyKeys("model", "version", "path", "metrics", "seconds");
        assertThat(result).containsEntry("model", "ames-listings");
        assertThat(Path.of((String) result.get("path")).resolve("model.onnx")).isRegularFile();
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("epoch 1 of 1")
                .doesNotContain("\r");
    }

    @Test
    void aWrongExperiment_namesEveryProblem_andExitsWithUsage() {
        int exit = run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "fit.epocs=3", "--set", "network.type=mpl");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .contains("fit.epocs is unknown", "did you mean 'epochs'?")
                .contains("network.type is 'mpl'", "did you mean 'mlp'?");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void absentData_fails_namingTheFile() {
        int exit = run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "data.file=nowhere.csv");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("nowhere.csv does not exist");
    }

    @Test
    void check_tellsWhatWouldRun() {
        int exit = run("check", EXPERIMENTS + "ames-mlp.yaml", "-o", "json");

        assertThat(exit).isZero();
        assertThat(Json.read(out.toString().getBytes(StandardCharsets.UTF_8)))
                .containsEntry("task", "regression")
                .containsEntry("holdout", 586)
                .containsKeys("parameters", "onnxBytes");
    }

    @Test
    void holdout_writesRequestsAndLabelsWithTheSameKeys_alikeForBothImageExperiments() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");

        assertThat(run("holdout", EXPERIMENTS + "fashion-mlp.yaml", "--out", first.toString()))
                .isZero();
        assertThat(run("holdout", EXPERIMENTS + "fashion-cnn.yaml", "--out", second.toString()))
                .isZero();

        List<String> requests = Files.readAllLines(first.resolve("requests.jsonl"));
        List<String> labels = Files.readAllLines(first.resolve("labels.jsonl"));
        assertThat(requests).hasSize(2000).isEqualTo(Files.readAllLines(second.resolve("requests.jsonl")));
        assertThat(labels).hasSize(2000);
        for (int i = 0; i < 2000; i += 399) {
            Map<String, Object> request = Json.read(requests.get(i).getBytes(StandardCharsets.UTF_8));
            Map<String, Object> label = Json.read(labels.get(i).getBytes(StandardCharsets.UTF_8));
            assertThat(request)
                    .containsEntry("contentType", "application/octet-stream")
                    .containsEntry("headers", Map.of("plumbline-model", "fashion"))
                    .containsEntry("key", label.get("key"));
            assertThat((String) request.get("key")).matches("fashion-\\d{6}");
            assertThat(Base64.getDecoder().decode((String) request.get("base64")))
                    .hasSize(28 * 28 * 4);
            assertThat((Map<?, ?>) label.get("value")).hasSize(2);
        }
    }

    @Test
    void holdout_ofTables_isJson() throws IOException {
        assertThat(run("holdout", EXPERIMENTS + "listings-ranker.yaml", "--out", folder.toString()))
                .isZero();

        List<String> requests = Files.readAllLines(folder.resolve("requests.jsonl"));
        assertThat(requests).hasSize(11);
        Map<String, Object> request = Json.read(requests.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(request).containsEntry("contentType", "application/json");
        assertThat(request.get("value"))
                .asString()
                .contains("items", "Gr_Liv_Area")
                .doesNotContain("Sale_Price");
    }

    private int run(String... arguments) {
        CommandLine commandLine = TrainerCommand.commandLine(
                new PrintStream(progress, true, StandardCharsets.UTF_8), Map.of("TERM", "dumb"));
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
