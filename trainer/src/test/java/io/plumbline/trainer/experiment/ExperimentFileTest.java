package io.plumbline.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFileTest {
    @TempDir
    Path folder;

    @Test
    void overrides_layOverTheFile_andDefaultsFillTheRest() throws IOException {
        Settings settings =
                read("fit: {epochs: 3, batch: 8}\n", "fit.epochs=5", "network.hidden=[4, 2]", "fit.lr=1e-3");

        Settings fit = settings.section("fit");
        assertThat(fit.whole("epochs", 1, 10)).isEqualTo(5);
        assertThat(fit.whole("batch", 1, 10)).isEqualTo(8);
        assertThat(fit.real("lr", 0, 1)).isEqualTo(1e-3);
        assertThat(fit.flag("shuffle", true)).isTrue();
        assertThat(settings.section("network").sizes("hidden")).containsExactly(4, 2);
        settings.refuseProblems("here");
        assertThat(settings.resolved().toString())
                .isEqualTo("{fit={epochs=5, batch=8, lr=0.001, shuffle=true}, network={hidden=[4, 2]}}");
    }

    @Test
    void everyProblem_isNamedAtOnce_inTheOrderOfItsLines_withItsPathAndASuggestion() throws IOException {
        Settings settings = read("""
                # line 1
                seed: 1.5
                fit:
                  epochz: 3
                  batch: many
                network: {type: cnnn}
                """, "fit.lrate=0.1");
        settings.whole("seed", 0, 9);
        settings.section("network").choice("type", List.of("mlp", "cnn"));
        settings.section("fit").whole("batch", 1, 10);
        settings.section("fit").whole("epochs", 1, 10);
        settings.section("fit").real("l-rate", 0, 1, 0.5);
        settings.text("model");

        String file = folder.resolve("experiment.yaml").toString();
        assertThat(problems(settings))
                .containsExactly(
                        file + ": model is missing, expected a text",
                        file + ":2: seed is '1.5', expected a whole number in [0, 9]",
                        file + ":3: fit.epochs is missing, expected a whole number in [1, 10]",
                        file + ":4: fit.epochz is unknown, expected one of [batch, epochs, l-rate]"
                                + " (did you mean 'epochs'?)",
                        file + ":5: fit.batch is 'many', expected a whole number in [1, 10]",
                        file + ":6: network.type is 'cnnn', expected one of [mlp, cnn] (did you mean 'cnn'?)",
                        "--set fit.lrate: fit.lrate is unknown, expected one of [batch, epochs, l-rate]"
                                + " (did you mean 'l-rate'?)");
    }

    @Test
    void ofASectionWhoseTypeIsUnknown_nothingElseIsSaid() throws IOException {
        Settings settings = read("network: {type: cnnn, channels: [8]}\nloss: {}\n");
        for (String section : List.of("network", "loss")) {
            settings.section(section).choice("type", List.of("mlp", "cnn"));
            settings.section(section).sizes("hidden");
        }

        String file = folder.resolve("experiment.yaml").toString();
        assertThat(problems(settings))
                .containsExactly(
                        file + ":1: network.type is 'cnnn', expected one of [mlp, cnn] (did you mean 'cnn'?)",
                        file + ":2: loss.type is missing, expected one of [mlp, cnn]");
    }

    @Test
    void aSectionReadTwice_namesItsProblemsOnce() throws IOException {
        Settings settings = read("fit: {epochz: 3}\n");
        settings.section("fit").whole("epochs", 1, 10, 1);
        settings.section("fit").whole("epochs", 1, 10, 1);

        assertThat(problems(settings)).hasSize(1);
    }

    @Test
    void entriesOfALists_haveTheirOwnLines() throws IOException {
        Settings settings = read("""
                loggers:
                  - csv
                  - type: html
                    fil: a.html
                """);
        settings.sections("loggers").forEach(logger -> {
            logger.choice("type", List.of("csv", "html"));
            logger.text("file", "");
        });

        assertThat(problems(settings))
                .containsExactly(folder.resolve("experiment.yaml") + ":4: loggers[1].fil is unknown,"
                        + " expected one of [file, type] (did you mean 'file'?)");
    }

    @Test
    void theSameKeyInBothSpellings_isAProblem() throws IOException {
        Settings settings = read("fit:\n  clip-norm: 1\n  clip_norm: 2\n");
        settings.section("fit").real("clip-norm", 0, 9);

        assertThat(problems(settings))
                .containsExactly(folder.resolve("experiment.yaml")
                        + ":3: fit.clip_norm is the same key as fit.clip-norm, expected one of them");
    }

    @Test
    void aPath_startsFromTheFolderOfItsFile() throws IOException {
        Settings settings = read("data: {file: ../x.csv}\n", "data.other=y.csv");

        assertThat(settings.section("data").file("file"))
                .isEqualTo(folder.resolveSibling("x.csv").toAbsolutePath());
        assertThat(settings.section("data").file("other")).isEqualTo(folder.resolve("y.csv"));
        assertThat(settings.resolved().toString()).isEqualTo("{data={file=../x.csv, other=y.csv}}");
    }

    @Test
    void whatIsNoYamlMapping_isRefused() throws IOException {
        assertThatThrownBy(() -> ExperimentFile.read(folder.resolve("none.yaml"), List.of()))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("none.yaml does not exist");
        assertThatThrownBy(() -> read("- a\n- b\n")).isInstanceOf(InvalidExperimentException.class);
        assertThatThrownBy(() -> read("a: 1\na: 2\n")).hasMessageContaining("experiment.yaml:2: ");
    }

    private static List<String> problems(Settings settings) {
        return catchThrowableOfType(InvalidExperimentException.class, () -> settings.refuseProblems("exp.yaml"))
                .problems();
    }

    private Settings read(String yaml, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
        return ExperimentFile.read(file, List.of(overrides));
    }
}
