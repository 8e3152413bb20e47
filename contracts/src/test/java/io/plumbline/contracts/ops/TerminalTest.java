package io.plumbline.contracts.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class TerminalTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/3, true",
        "/dev/tty1, true",
        "/dev/console, true",
        "/dev/null, false",
        "/tmp/log.txt, false",
        "pipe:[4711], false"
    })
    void linuxTells_whereTheStreamGoes(String target, boolean terminal) throws IOException {
        Path descriptor = Files.createSymbolicLink(folder.resolve("2"), Path.of(target));

        assertThat(Terminal.is(Map.of("TERM", "xterm"), descriptor)).isEqualTo(terminal);
        Files.delete(descriptor);
    }

    @Test
    void aTerminalThatCannotRewriteALine_isNone() throws IOException {
        Path descriptor = Files.createSymbolicLink(folder.resolve("2"), Path.of("/dev/pts/3"));

        assertThat(Terminal.is(Map.of("TERM", "dumb"), descriptor)).isFalse();
        assertThat(Terminal.is(Map.of(), descriptor)).isFalse();
        Files.delete(descriptor);
    }
}
