package io.plumbline.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("DATA", "/data", "EPOCHS", "4", "EMPTY", "", "N", "b$1");

    @TempDir
    Path folder;

    @Test
    void variables_stand_insideTexts_alsoInLists() throws IOException {
        Settings read = read("""
                file: ${env:DATA}/x-${env:N}.csv
                names: [a, "${env:N}"]
                """);

        assertThat(read.text("file")).isEqualTo("/data/x-b$1.csv");
        assertThat(read.texts("names")).containsExactly("a", "b$1");
    }

    @Test
    void oneReferenceAlone_readsAsIfItsContentStoodThere() throws IOException {
        Settings read = read("""
                epochs: ${env:EPOCHS}
                batch: ${env:BATCH:-64}
                empty: ${env:EMPTY:-5}
                hidden: ${env:HIDDEN:-[4, 2]}
                """);

        assertThat(read.whole("epochs", 1, 9)).isEqualTo(4);
        assertThat(read.whole("batch", 1, 99)).isEqualTo(64);
        assertThat(read.whole("empty", 1, 9)).isEqualTo(5);
        assertThat(read.sizes("hidden")).containsExactly(4, 2);
    }

    @Test
    void aMissingVariable_isAProblem_thatNamesKeyAndLine() throws IOException {
        Settings read = read("seed: 1\ndata:\n  file: ${env:NOWHERE}/x.csv\n  other: '${env:}'\n");
        read.whole("seed", 0, 9);
        read.section("data").text("file");
        read.section("data").text("other");

        assertThat(catchThrowableOfType(InvalidExperimentException.class, () -> read.refuseProblems("x"))
                        .problems())
                .containsExactly(
                        folder.resolve("x.yaml")
                                + ":3: data.file refers to the environment variable NOWHERE, which is not"
                                + " set; set it, or write ${env:NOWHERE:-default}",
                        folder.resolve("x.yaml")
                                + ":4: data.other is '${env:}', expected ${env:NAME} or ${env:NAME:-default}");
    }

    private Settings read(String yaml) throws IOException {
        return ExperimentFile.read(Files.writeString(folder.resolve("x.yaml"), yaml), List.of(), ENVIRONMENT);
    }
}
