package io.plumbline.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} as its own process: killed in mid-run, out of disk, started again. */
class TrainKillIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    /** What both tests compare with. */
    private static Map<String, Object> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption() throws Exception {
        uninterrupted = finish(start("", "[csv, jsonl, html]", "whole"), "whole");
    }

    @Test
    void killedAgainAndAgain_thenResumed_publishesTheModelOfAnUninterruptedRun() throws Exception {
        for (int epoch : new int[] {2, 3, 5}) {
            Process killed = start("", "[csv, jsonl, html]", "cut", "--resume");
            try {
                awaitEpoch(killed, "cut", epoch);
            } finally {
                killed.destroyForcibly().waitFor();
            }
            assertThat(published("cut")).isEmpty();
        }

        Map<String, Object> resumed = finish(start("", "[csv, jsonl, html]", "cut", "--resume"), "cut");

        assertThat(Files.readString(folder.resolve("cut.err"))).contains("going on with ");
        assertThat(training(resumed).get("weights_sha256"))
                .isEqualTo(training(uninterrupted).get("weights_sha256"));
        assertThat(onnx(resumed)).isEqualTo(onnx(uninterrupted));
        assertThat(files("cut-runs")).noneMatch(file -> file.endsWith("state.bin") || file.endsWith("unfinished"));
    }

    @Test
    @EnabledOnOs(OS.LINUX) // What limits a file's size, and so fills the disk, is the shell's ulimit.
    void aFullDisk_failsTheRun_keepsTheSavedState_andTheRunGoesOnOnceThereIsRoom() throws Exception {
        Process killed = start("", "[]", "full");
        try {
            awaitEpoch(killed, "full", 2);
        } finally {
            killed.destroyForcibly().waitFor();
        }
        Path state = files("full-runs").stream()
                .filter(file -> file.endsWith("state.bin"))
                .findFirst()
                .orElseThrow();
        byte[] before = Files.readAllBytes(state);

        Process full = start("ulimit -f 16; ", "[]", "full", "--resume");
        assertThat(full.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(full.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("full.err")))
                .contains("Failed: ", "cannot be written; what it held before is intact", "File too large")
                .doesNotContain("command failed");
        assertThat(Files.readAllBytes(state)).isEqualTo(before);
        assertThat(files("full-runs")).noneMatch(file -> file.toString().endsWith(".writing"));
        assertThat(published("full")).isEmpty();
        Map<String, Object> resumed = finish(start("", "[]", "full", "--resume"), "full");
        assertThat(onnx(resumed)).isEqualTo(onnx(uninterrupted));
    }

    /** Trains the quick regression with dropout, over forty epochs, saving after every 7 steps. */
    private static Process start(String shellPrefix, String loggers, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.plumbline.trainer.Main",
                "train",
                "../deploy/experiments/ames-mlp.yaml",
                "--set",
                "fit.epochs=40",
                "--set",
                "fit.checkpoints.every-steps=7",
                "--set",
                "loggers=" + loggers,
                "--set",
                "network.dropout=0.2",
                "--set",
                "network.hidden=[64]",
                "--store",
                folder.resolve(name + "-store").toString(),
                "--runs",
                folder.resolve(name + "-runs").toString(),
                "-o",
                "json"));
        command.addAll(List.of(more));
        List<String> shell = new ArrayList<>(List.of("sh", "-c", shellPrefix + "exec \"$@\"", "sh"));
        shell.addAll(command);
        return new ProcessBuilder(shell)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(
                        ProcessBuilder.Redirect.to(folder.resolve(name + ".err").toFile()))
                .start();
    }

    private static Map<String, Object> finish(Process process, String name) throws Exception {
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve(name + ".err")))
                    .isZero();
            return Json.read(Files.readAllBytes(folder.resolve(name + ".out")));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void awaitEpoch(Process process, String name, int epoch) {
        Path log = folder.resolve(name + ".err");
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || Files.readString(log).contains("epoch " + epoch + " of"));
    }

    private static Map<String, Object> training(Map<String, Object> result) throws IOException {
        Map<String, Object> manifest = Json.read(
                Files.readAllBytes(Path.of((String) result.get("path")).resolve("manifest.json")));
        return Json.read(Json.write(manifest.get("training")).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] onnx(Map<String, Object> result) throws IOException {
        return Files.readAllBytes(Path.of((String) result.get("path")).resolve("model.onnx"));
    }

    private static List<Path> published(String name) throws IOException {
        return files(name + "-store");
    }

    private static List<Path> files(String name) throws IOException {
        Path root = folder.resolve(name);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
