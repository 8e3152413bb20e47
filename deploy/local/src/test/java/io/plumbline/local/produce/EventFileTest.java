package io.plumbline.local.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    Path folder;

    @Test
    void events_comeInOrder_emptyLinesAreSkipped() throws IOException {
        Path file = Files.writeString(
                folder.resolve("labels.jsonl"), "{\"key\":\"a\",\"value\":null}\n\n{\"key\":\"b\",\"value\":null}");

        assertThat(EventFile.readAll(file)).extracting(EventLine::key).containsExactly("a", "b");
    }

    @Test
    void brokenLine_isNamedByFileAndNumber() throws IOException {
        Path file =
                Files.writeString(folder.resolve("labels.jsonl"), "{\"key\":\"a\",\"value\":null}\n\n{\"key\":1}\n");

        assertThatThrownBy(() -> EventFile.readAll(file))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith(file + " line 3: ");
    }

    @Test
    void absentFile_isNamed() {
        Path file = folder.resolve("none.jsonl");

        assertThatThrownBy(() -> EventFile.open(file))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("no file " + file);
    }
}
