package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    @TempDir
    Path root;

    @Test
    void foldersAreListed_byName_andWhatIsNoCheckpointIsNot() throws IOException {
        TinyCheckpoint.classifier().named("fashion", "20260102-000000-bbbbbbbb").write(root);
        TinyCheckpoint.classifier().named("fashion", "20260101-000000-aaaaaaaa").write(root);
        TinyCheckpoint.classifier().named("ames", "v1").write(root);
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
}
