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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TrainerCommandTest {
    private static final String EXPERIMENTS = "../deploy/experiments/";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of("TERM", "dumb"));
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
                folder.resolve("store").toString(),
                "--runs",
                folder.resolve("runs").toString(),
                "-o",
                "json");

        assertThat(exit).isZero();
        Map<String, Object> result = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(result).containsOnlyKeys("model", "version", "path", "run", "metrics", "seconds");
        assertThat(result).containsEntry("model", "ames-listings");
        assertThat(Path.of((String) result.get("path")).resolve("model.onnx")).isRegularFile();
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("epoch 1 of 1")
                .doesNotContain("\r");
    }

    @Test
    void afterAnEnsemble_nothingIsLeftToGoOnFrom() throws IOException {
        assertThat(train("ames-mlp.yaml", "--set", "fit.epochs=1", "--set", "ensemble={type: seeds, size: 2}"))
                .as(err.toString())
                .isZero();

        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .contains("member-2")
                    .doesNotContain("state.bin", "unfinished");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "loader.sampler=oversample",
                "augment=[flip]",
                "optimizer.groups=[{match: nothing, weight-decay: 0}]",
                "ensemble={type: folds, size: 2}"
            })
    void partsThatDoNotFitTheData_areTheFilesMistake_andLeaveNoRun(String mistake) {
        // 1200 items fit the 2110 there are to train on, but not a half of them.
        int exit = train("ames-mlp.yaml", "--set", "fit.batch=1200", "--set", mistake);

        assertThat(exit).as(err.toString()).isEqualTo(2);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void dryRun_exportsAndCompares_andPublishesNothing() {
        int exit = train("ames-mlp.yaml", "--dry-run");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("dry run: trained 2 steps", "ONNX Runtime agrees on");
        assertThat(folder.resolve("store")).doesNotExist();
    }

    @Test
    void theLearningRateFinder_findsWhereTheLossFallsFastest() {
        int exit = train("ames-mlp.yaml", "--find-learning-rate");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).containsPattern("the loss falls fastest at schedule.learning-rate=0.0[0-9]+");
        assertThat(folder.resolve("store")).doesNotExist();
    }

    @Test
    void oneBatch_isLearnt_byANetworkThatCanLearn_andNotByOneThatCannot() {
        assertThat(train("ames-mlp.yaml", "--overfit-one-batch"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("64 items").endsWith("learnt" + System.lineSeparator());

        assertThat(train("ames-mlp.yaml", "--overfit-one-batch", "--set", "schedule.learning-rate=0"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("not learnt");
    }

    @Test
    void aDivergedStep_canBeReplayed_andSaysWhereItBegan() throws IOException {
        String[] wild = {
            "--set", "schedule.learning-rate=10", "--set", "optimizer.type=sgd", "--set", "optimizer.clip-norm=0"
        };
        int exit = train("ames-mlp.yaml", wild);
        assertThat(exit).as(out.toString()).isEqualTo(1);
        assertThat(err.toString()).contains("expected a finite number");
        Path replay;
        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            replay = files.filter(file -> file.endsWith("replay.bin"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> arguments = new ArrayList<>(List.of(wild));
        arguments.addAll(List.of("--replay", replay.toString()));

        assertThat(train("ames-mlp.yaml", arguments.toArray(String[]::new))).isZero();

        assertThat(out.toString()).contains("outputs of the last layer are not finite", "the loss is ");
    }

    @Test
    void aCheckpoint_isReproducedFromItsManifestAlone() throws IOException {
        assertThat(train("ames-mlp.yaml", "--set", "fit.epochs=1", "--set", "network.dropout=0.1", "-o", "json"))
                .isZero();
        Path checkpoint = Path.of((String)
                Json.read(out.toString().getBytes(StandardCharsets.UTF_8)).get("path"));

        assertThat(run("reproduce", checkpoint.toString())).as(err.toString()).isZero();

        assertThat(out.toString()).contains("network 1: the same weights, sha256 ", "reproduced to the bit");
        Path manifest = checkpoint.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceAll("\"seed\"\\s*:\\s*7", "\"seed\":8"));

        assertThat(run("reproduce", checkpoint.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("network 1: other weights, sha256 ", "not reproduced");
        assertThat(run("reproduce", checkpoint.toString(), "--from", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("ames.csv.gz does not exist");
    }

    @Test
    void theResolvedExperiment_liesInTheRun_andTrainsTheSameModel() throws IOException {
        assertThat(train("ames-mlp.yaml", "--set", "fit.epochs=1", "-o", "json"))
                .isZero();
        Map<String, Object> first = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
        String again =
                Path.of((String) first.get("run")).resolve("experiment.yaml").toString();
        out.getBuffer().setLength(0);

        int exit = run(
                "train",
                again,
                "-o",
                "json",
                "--store",
                folder.resolve("s").toString(),
                "--runs",
                folder.resolve("r").toString());

        assertThat(exit).as(err.toString()).isZero();
        Map<String, Object> second = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(Path.of((String) second.get("path")).resolve("model.onnx"))
                .hasSameBinaryContentAs(Path.of((String) first.get("path")).resolve("model.onnx"));
    }

    @Test
    void theHeldOutPart_isMeasuredWhereAskedFor() throws IOException {
        assertThat(train("ames-mlp.yaml", "--set", "fit.epochs=2", "--holdout-metrics", "-o", "json"))
                .isZero();
        Map<String, Object> result = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
        Map<?, ?> held = (Map<?, ?>) result.get("holdout");

        assertThat(Files.readString(Path.of((String) result.get("path")).resolve("manifest.json")))
                .contains("holdout_metrics");
        assertThat((Double) held.get("mae")).isBetween(5_000.0, 60_000.0);
        assertThat(held.get("mae")).isNotEqualTo(((Map<?, ?>) result.get("metrics")).get("mae"));
        assertThat(train("ames-mlp.yaml", "--set", "data.holdout=0", "--set", "fit.epochs=1", "--holdout-metrics"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("data.holdout is 0");
    }

    @Test
    void aGpu_whereThereIsNone_failsAtOnce_andSaysWhy() {
        assertThat(train("ames-mlp.yaml", "--set", "device=cuda")).isEqualTo(1);

        assertThat(err.toString()).contains("device is 'cuda'", "which has no CUDA", "set device: cpu");
    }

    @Test
    void anUnknownKey_isToldWithTheKeysThatMayBeThereButAreNot() {
        assertThat(run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "fit.early-stoping.patience=2"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("max-time", "did you mean 'early-stopping'?");
    }

    @Test
    void twoModesAtOnce_areAWrongCommandLine() {
        assertThat(train("ames-mlp.yaml", "--dry-run", "--overfit-one-batch")).isEqualTo(2);
    }

    private int train(String experiment, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                EXPERIMENTS + experiment,
                "--store",
                folder.resolve("store").toString(),
                "--runs",
                folder.resolve("runs").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
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
    void absentDataAndAbsentColumns_areTheExperimentsMistakes() {
        assertThat(run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "data.file=../datasets/ames/ames.csv.zip"))
                .isEqualTo(2);
        assertThat(run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "data.target=Sale_Prise"))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains(
                        "data.file is a file that is not there: ",
                        "ames.csv.zip does not exist",
                        "did you mean 'ames.csv.gz'?")
                .contains("data.target is 'Sale_Prise'", "did you mean 'Sale_Price'?");
    }

    @Test
    void check_tellsWhatWouldRun() {
        int exit = run("check", EXPERIMENTS + "ames-mlp.yaml", "-o", "json");

        assertThat(exit).isZero();
        assertThat(Json.read(out.toString().getBytes(StandardCharsets.UTF_8)))
                .containsEntry("task", "regression")
                .containsEntry("holdout", 586)
                .containsKeys("parameters", "onnxBytes", "layers", "learningRate", "time", "warnings", "experiment");
    }

    @Test
    void check_warnsOfKnownMistakes_andIsStrictWhenAsked() {
        String[] mistaken = {"check", EXPERIMENTS + "listings-ranker.yaml", "--set", "fit.accumulate=20"};
        assertThat(run(mistaken)).isZero();
        assertThat(out.toString())
                .contains("model      ames-listings, ranking", "data       55 queries: 38 to train")
                .contains("warning    batch-larger-than-data (--set fit.accumulate)")
                .contains("ames-listings can run: 1 warning, no hints.");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80 && line.equals(line.stripTrailing()));

        assertThat(run("check", mistaken[1], mistaken[2], mistaken[3], "--strict"))
                .isEqualTo(2);
        assertThat(run("check", mistaken[1], "--strict")).isZero();
    }

    @Test
    void theEnvironment_liesBetweenTheFileAndTheCommandLine() {
        environment.put("PLUMBLINE_TRAIN_FIT__EPOCHS", "0");

        assertThat(run("check", EXPERIMENTS + "ames-mlp.yaml")).isEqualTo(2);
        assertThat(err.toString()).contains("PLUMBLINE_TRAIN_FIT__EPOCHS: fit.epochs is '0'");
        assertThat(run("check", EXPERIMENTS + "ames-mlp.yaml", "--set", "fit.epochs=1"))
                .isZero();
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
        CommandLine commandLine =
                TrainerCommand.commandLine(new PrintStream(progress, true, StandardCharsets.UTF_8), environment);
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
