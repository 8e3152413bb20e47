package io.plumbline.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads every {@code yaml} block of the README, so that a key that is renamed there or in the code cannot go unnoticed.
 *
 * <p>A block with {@code model:} is a whole experiment. Any other is laid over the shipped experiment that its fence names:
 * {@code ```yaml over=fashion-cnn.yaml}. {@code env=NAME=value} sets a variable for a block that refers to it.
 */
class ReadmeCatalogueTest {
    private static final Path README = Path.of("README.md");
    private static final Path EXPERIMENTS = Path.of("../deploy/experiments");

    @TempDir
    Path folder;

    /** The shipped experiments, so that a block can extend one, beside the data sets as they are there. */
    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectory(folder.resolve("experiments"));
        try (Stream<Path> shipped = Files.list(EXPERIMENTS)) {
            for (Path experiment : shipped.toList()) {
                Files.copy(experiment, folder.resolve("experiments").resolve(experiment.getFileName()));
            }
        }
        Files.createSymbolicLink(
                folder.resolve("datasets"), EXPERIMENTS.resolve("../datasets").toRealPath());
    }

    @AfterEach
    void removeTheLink() throws IOException {
        Files.delete(folder.resolve("datasets"));
    }

    @TestFactory
    Stream<DynamicTest> everyBlock_reads() throws IOException {
        List<Block> blocks = blocks(Files.readAllLines(README));
        assertThat(blocks).isNotEmpty();
        return blocks.stream()
                .map(block ->
                        DynamicTest.dynamicTest("README.md:" + block.line(), () -> assertThatCode(() -> read(block))
                                .as("README.md:%d%n%s", block.line(), block.text())
                                .doesNotThrowAnyException()));
    }

    @Test
    void everyType_isOnThePage() throws IOException {
        String page = Files.readString(README);

        for (List<String> types : List.of(
                Architecture.TYPES,
                Loss.types(new Task.Classification(List.of("a", "b"))),
                Loss.types(new Task.Regression("EUR")),
                Loss.types(new Task.Ranking(List.of(0, 1))),
                Optimizer.TYPES,
                Schedule.TYPES)) {
            assertThat(types).allSatisfy(type -> assertThat(page)
                    .containsPattern(
                            "(?<![a-z0-9-])" + Pattern.quote(type.replaceFirst("^djl:", "")) + "(?![a-z0-9-])"));
        }
    }

    @Test
    void aRenamedKey_anUnknownBase_andAFragmentWithoutOne_areFound() {
        Block fragment = new Block(1, List.of("over=fashion-cnn.yaml"), "fit: {epochs: 3}\n");
        assertThatCode(() -> read(fragment)).doesNotThrowAnyException();
        assertThatCode(() -> read(new Block(1, fragment.words(), "fit: {epoch: 3}\n")))
                .hasMessageContaining("fit.epoch is unknown");
        assertThatCode(() -> read(new Block(1, List.of(), fragment.text()))).hasMessageContaining("names no base");
        assertThatCode(() -> read(new Block(1, List.of("over=none.yaml"), fragment.text())))
                .hasMessageContaining("which is not there");
    }

    @Test
    void blocks_areFoundByTheirFence() {
        assertThat(blocks(
                        List.of("text", "```yaml over=a.yaml env=B=c", "x: 1", "```", "```", "y: 2", "```", "```yaml")))
                .containsExactly(
                        new Block(2, List.of("over=a.yaml", "env=B=c"), "x: 1\n"), new Block(8, List.of(), ""));
    }

    private Experiment read(Block block) throws IOException {
        String text = block.text();
        if (text.lines().noneMatch(line -> line.startsWith("model:"))) {
            String base = block.value("over=")
                    .orElseThrow(() -> new AssertionError("README.md:" + block.line()
                            + " has no model and names no base, expected ```yaml over=FILE"));
            text = "extends: " + EXPERIMENTS.resolve(base).toAbsolutePath().normalize() + "\n" + text;
        }
        Path file = Files.writeString(folder.resolve("experiments/README.md." + block.line() + ".yaml"), text);
        return Experiment.read(file, List.of(), block.environment());
    }

    private static List<Block> blocks(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        boolean inside = false;
        boolean yaml = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                inside = !inside;
                List<String> words = List.of(line.substring(3).strip().split("\\s+"));
                yaml = inside && words.get(0).equals("yaml");
                if (yaml) {
                    blocks.add(new Block(i + 1, words.subList(1, words.size()), ""));
                }
            } else if (yaml) {
                Block open = blocks.remove(blocks.size() - 1);
                blocks.add(new Block(open.line(), open.words(), open.text() + line + "\n"));
            }
        }
        return blocks;
    }

    private record Block(int line, List<String> words, String text) {
        Optional<String> value(String prefix) {
            return words.stream()
                    .filter(word -> word.startsWith(prefix))
                    .map(word -> word.substring(prefix.length()))
                    .findFirst();
        }

        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>();
            for (String word : words) {
                if (word.startsWith("env=")) {
                    String[] parts = word.substring("env=".length()).split("=", 2);
                    environment.put(parts[0], parts[1]);
                }
            }
            return environment;
        }
    }
}
