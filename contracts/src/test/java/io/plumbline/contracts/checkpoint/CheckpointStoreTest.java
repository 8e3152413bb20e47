package io.plumbline.contracts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    @TempDir
    Path root;

    @Test
    void foldersAreListed_byName_andWhatIsNoCheckpointIsNot() throws IOException {
        Files.createDirectories(root.resolve("fashion/20260102-000000-bbbbbbbb"));
        Files.createDirectories(root.resolve("fashion/20260101-000000-aaaaaaaa"));
        Files.createDirectories(root.resolve("ames/v1"));
        Files.createDirectory(root.resolve(".tmp-upload"));
        Files.writeString(root.resolve("README"), "not a model");
        CheckpointStore store = new CheckpointStore(root);

        assertThat(store.models()).containsExactly("ames", "fashion");
        assertThat(store.versions("fashion")).containsExactly("20260101-000000-aaaaaaaa", "20260102-000000-bbbbbbbb");
        assertThat(store.versions("nobody")).isEmpty();
        assertThat(new CheckpointStore(root.resolve("none")).models()).isEmpty();
    }

    @Test
    void nameThatPointsElsewhere_isRefused() {
        CheckpointStore store = new CheckpointStore(root);

        for (String name : List.of("..", ".", "", "a/b", "../x", "/etc", "a\\b", "a\0b", ".hidden")) {
            assertThatThrownBy(() -> store.folder(name, "v1")).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.folder("m", name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.versions(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.folder("fashion", "v1")).isEqualTo(root.resolve("fashion/v1"));
    }

    @Test
    void checkpoint_isThereWhole_andIsNotWrittenOver() throws IOException {
        CheckpointStore store = new CheckpointStore(root);

        Path folder = store.add("m", "v1", Map.of("a.bin", new byte[] {1, 2}));

        assertThat(folder).isEqualTo(root.resolve("m/v1"));
        assertThat(folder.resolve("a.bin")).hasBinaryContent(new byte[] {1, 2});
        assertThatThrownBy(() -> store.add("m", "v1", Map.of("a.bin", new byte[] {3})))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(folder.resolve("a.bin")).hasBinaryContent(new byte[] {1, 2});
        assertThat(root.resolve("m")).isDirectoryContaining(path -> path.equals(folder));
    }

    @Test
    void fillingThatThrows_leavesNothing() throws IOException {
        CheckpointStore store = new CheckpointStore(root);

        assertThatThrownBy(() -> store.add("m", "v1", checkpoint -> {
                    checkpoint.write("a.bin", new byte[] {1});
                    assertThat(store.versions("m")).isEmpty();
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(root.resolve("m")).isEmptyDirectory();
    }
}
