package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.plumbline.contracts.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlCodecTest {
    @TempDir
    Path folder;

    private final YamlCodec codec = new YamlCodec();

    @Test
    void everyKey_andEveryEntryOfAList_hasItsLine() throws IOException {
        YamlDocument read = codec.readWithLines(file("""
                # a comment
                fit:
                  epochs: 3

                loggers:
                  - type: csv
                    file: a.csv
                  - html
                network: {type: mlp,
                  hidden: [4, 2]}
                empty:
                """));

        assertThat(read.lines())
                .contains(
                        entry("fit", 2),
                        entry("fit.epochs", 3),
                        entry("loggers", 5),
                        entry("loggers[0]", 6),
                        entry("loggers[0].file", 7),
                        entry("loggers[1]", 8),
                        entry("network.type", 9),
                        entry("network.hidden[1]", 10),
                        entry("empty", 11));
        assertThat(read.values()).containsEntry("empty", null).containsKeys("fit", "loggers", "network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\na: 2\n", "a: &x [1]\nb: *x\n", "a: [1\n", "- a\n", "a: \"\\q\"\n"})
    void whatIsNotOneTreeOfDistinctKeys_isRefused_withAndWithoutLines(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> codec.read(file)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> codec.readWithLines(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void tooDeep_isRefused() throws IOException {
        Path file = file("a: " + "[".repeat(40) + "]".repeat(40) + "\n");

        assertThatThrownBy(() -> codec.readWithLines(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Nesting");
    }

    @Test
    void aMistake_namesItsLine_inOneLine() throws IOException {
        Path file = file("a: 1\nb: 2\na: 3\n");

        assertThatThrownBy(() -> codec.readWithLines(file)).hasMessageMatching(".*x\\.yaml:3: .*duplicate key a");
    }

    @Test
    void oneValue_readsAsInAFile_andDatesStayText() {
        assertThat(codec.value("1e-3")).isEqualTo(1e-3);
        assertThat(codec.value("{type: mlp, hidden: [64]}")).isEqualTo(Map.of("type", "mlp", "hidden", List.of(64)));
        assertThat(codec.value("2024-05-06T07:08:09Z")).isEqualTo("2024-05-06T07:08:09Z");
        assertThat(codec.value("2024-05-06")).isEqualTo("2024-05-06");
        assertThatThrownBy(() -> codec.value("{type: mlp"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is '{type: mlp', which is not YAML");
    }

    @Test
    void whatIsWritten_readsBackEqual_alsoTextsThatLookLikeSomethingElse() throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("texts", List.of("yes", "1e5", "007", "null", "~", "a: b", "# no", "", " x ", "2024-05-06", "é\n2"));
        tree.put("numbers", List.of(1e-8, 0.1, 1.0, 3, Long.MAX_VALUE, -0.0));
        tree.put("section", Map.of("flag", true, "nested", List.of(Map.of("type", "csv"), Map.of())));
        tree.put("nothing", null);

        assertThat(codec.read(file(codec.write(tree)))).isEqualTo(tree);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("x.yaml"), content);
    }
}
