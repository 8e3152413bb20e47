package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.trainer.experiment.ExperimentFile;
import io.plumbline.trainer.experiment.ResolvedExperiment;
import io.plumbline.trainer.experiment.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ResolvedExperimentTest {
    @TempDir
    Path folder;

    @AfterEach
    void removeTheLink() throws IOException {
        Files.deleteIfExists(folder.resolve("datasets"));
    }

    @TestFactory
    Stream<DynamicTest> everyShippedExperiment_readsBackTheSame() throws IOException {
        Files.createSymbolicLink(
                folder.resolve("datasets"),
                Experiments.FOLDER.resolve("../datasets").toRealPath());
        Path copies = Files.createDirectory(folder.resolve("experiments"));
        List<Path> shipped;
        try (Stream<Path> files = Files.list(Experiments.FOLDER)) {
            shipped = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        assertThat(shipped).hasSizeGreaterThanOrEqualTo(6);
        return shipped.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Experiment written = Experiment.read(file, List.of("threads=2"), Map.of());
                    String yaml = new ResolvedExperiment(written.resolved(), written.provenance()).toYaml();

                    Experiment again = Experiment.read(write(copies, yaml), List.of());

                    assertThat(again.resolved()).isEqualTo(written.resolved());
                    assertThat(again.architecture()).isEqualTo(written.architecture());
                    assertThat(again.fit()).isEqualTo(written.fit());
                    assertThat(new ResolvedExperiment(again.resolved(), again.provenance()).toYaml())
                            .isEqualTo(yaml);
                }));
    }

    @Test
    void anExperimentThatExtendsAShippedOne_findsItsData_andReadsBackAnywhere() throws IOException {
        Path base = Experiments.FOLDER.resolve("ames-mlp.yaml").toAbsolutePath().normalize();
        Path file = write(folder, "extends: " + base + "\nfit: {epochs: 1}\n");
        Experiment written = Experiment.read(file, List.of());

        assertThat(written.data().files())
                .containsExactly(
                        base.resolveSibling("../datasets/ames/ames.csv.gz").normalize());

        Path elsewhere = Files.createDirectories(folder.resolve("runs/one"));
        String yaml = new ResolvedExperiment(written.resolved(), written.provenance()).toYaml(elsewhere);
        Experiment again = Experiment.read(write(elsewhere, yaml), List.of());
        assertThat(again.data().files()).isEqualTo(written.data().files());
        assertThat(again.fit().epochs()).isEqualTo(1);
    }

    @Test
    void inAnotherFolder_filesAreFound_andAllElseIsTheSame() throws IOException {
        Path file = write(
                Files.createDirectories(folder.resolve("a/b")),
                "data: {file: ../x.csv, text: ../x.csv}\nloggers: [{type: csv, file: out.csv}]\n");
        Settings written = ExperimentFile.read(file, List.of());
        Path data = written.section("data").file("file");
        written.section("data").text("text");
        Path log = written.sections("loggers").get(0).file("file");
        Path elsewhere = Files.createDirectories(folder.resolve("runs/one/two"));

        String yaml = new ResolvedExperiment(written.resolved(), written.provenance()).toYaml(elsewhere);

        Settings moved = ExperimentFile.read(write(elsewhere, yaml), List.of());
        assertThat(moved.section("data").file("file")).isEqualTo(data).isEqualTo(folder.resolve("a/x.csv"));
        assertThat(moved.section("data").text("text")).isEqualTo("../x.csv");
        assertThat(new YamlCodec().value(yaml).toString()).contains("file=../../../a/b/out.csv");
        assertThat(moved.sections("loggers").get(0).file("file")).isEqualTo(log);
    }

    private static Path write(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("resolved.yaml"), yaml);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
