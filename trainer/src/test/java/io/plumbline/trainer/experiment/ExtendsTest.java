package io.plumbline.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtendsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void base() throws IOException {
        write("shared/base.yaml", """
                seed: 7
                data:
                  file: ../data/x.csv
                  classes: [a, b, c]
                network:
                  type: cnn
                  channels: [8]
                  dropout: 0.3
                fit: {epochs: 5, batch: 64}
                """);
    }

    @Test
    void sectionsMerge_scalarsAndListsReplace_nullRemoves() throws IOException {
        Settings read = read("x.yaml", """
                extends: shared/base.yaml
                data: {classes: [a, b]}
                network: {drop_out: 1, dropout: null}
                fit: {epochs: 9}
                """);

        assertThat(read.whole("seed", 0, 9)).isEqualTo(7);
        assertThat(read.section("data").texts("classes")).containsExactly("a", "b");
        assertThat(read.section("network").text("type")).isEqualTo("cnn");
        assertThat(read.section("network").sizes("channels")).containsExactly(8);
        assertThat(read.section("network").has("dropout")).isFalse();
        assertThat(read.section("fit").whole("epochs", 1, 99)).isEqualTo(9);
        assertThat(read.section("fit").whole("batch", 1, 99)).isEqualTo(64);
        assertThat(read.has("extends")).isFalse();
    }

    @Test
    void aSectionOfAnotherType_startsAnew() throws IOException {
        Settings network = read("x.yaml", "extends: shared/base.yaml\nnetwork: {type: mlp, hidden: [4]}\n")
                .section("network");

        assertThat(network.sizes("hidden")).containsExactly(4);
        assertThat(network.has("dropout")).isFalse();
        assertThat(network.has("channels")).isFalse();
    }

    @Test
    void paths_startFromTheFileThatWroteThem_andAreWrittenFromTheExperiment() throws IOException {
        Settings data = read("x.yaml", "extends: shared/base.yaml\ndata: {labels: y.csv}\n")
                .section("data");

        assertThat(data.file("file")).isEqualTo(folder.resolve("data/x.csv"));
        assertThat(data.file("labels")).isEqualTo(folder.resolve("y.csv"));
        assertThat(data.resolved()).containsEntry("file", "data/x.csv").containsEntry("labels", "y.csv");
        assertThat(data.provenance().files()).containsEntry("data.file", folder.resolve("data/x.csv"));
    }

    @Test
    void problems_nameTheFileThatWroteThem() throws IOException {
        Settings read = read("x.yaml", "extends: shared/base.yaml\n\nfit: {batch: 0}\n");
        read.whole("seed", 0, 3);
        read.section("fit").whole("batch", 1, 9);
        read.section("fit").whole("epochs", 1, 3);
        read.section("data").text("file");
        read.section("data").texts("classes");
        read.section("network").text("type");
        read.section("network").sizes("channels");
        read.section("network").real("dropout", 0, 1);

        assertThatThrownBy(() -> read.refuseProblems("x"))
                .hasMessage("x: " + folder.resolve("x.yaml")
                        + ":3: fit.batch is '0', expected a whole number in [1, 9]; "
                        + folder.resolve("shared/base.yaml") + ":1: seed is '7', expected a whole number in [0, 3]; "
                        + folder.resolve("shared/base.yaml")
                        + ":9: fit.epochs is '5', expected a whole number in [1, 3]");
    }

    @Test
    void aChain_isReadToItsEnd_theNearestFileWinning() throws IOException {
        write("middle.yaml", "extends: shared/base.yaml\nseed: 8\nfit: {epochs: 6}\n");

        Settings read = read("x.yaml", "extends: middle.yaml\nseed: 9\n");

        assertThat(read.whole("seed", 0, 9)).isEqualTo(9);
        assertThat(read.section("fit").whole("epochs", 1, 9)).isEqualTo(6);
        assertThat(read.section("fit").whole("batch", 1, 99)).isEqualTo(64);
    }

    @Test
    void aCircle_isRefused_withTheWholeOfIt() throws IOException {
        write("b.yaml", "seed: 1\nextends: shared/../c.yaml\n");
        write("c.yaml", "extends: a.yaml\n");

        assertThatThrownBy(() -> read("a.yaml", "extends: b.yaml\n"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining(folder.resolve("c.yaml")
                        + ":1: extends goes in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml");
    }

    @Test
    void aBaseThatCannotBeRead_isRefused_whereItIsNamed() {
        assertThatThrownBy(() -> read("x.yaml", "seed: 1\nextends: none.yaml\n"))
                .hasMessageContaining("x.yaml:2: extends is '" + folder.resolve("none.yaml") + "', which is not there");
        assertThatThrownBy(() -> read("x.yaml", "extends: [a.yaml]\n"))
                .hasMessageContaining("x.yaml:1: extends is '[a.yaml]', expected the path of one file");
        assertThatThrownBy(() -> read("x.yaml", "extends: .\n")).hasMessageContaining("which is not there");
    }

    private Settings read(String name, String yaml) throws IOException {
        return ExperimentFile.read(write(name, yaml), List.of());
    }

    private Path write(String name, String yaml) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, yaml);
    }
}
