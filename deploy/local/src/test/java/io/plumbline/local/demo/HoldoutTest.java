package io.plumbline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldoutTest {
    @TempDir
    Path folder;

    @Test
    void rounds_giveFreshIds_toRequestAndLabelAlike() throws IOException {
        write("requests.jsonl", "{\"key\":\"a\",\"base64\":\"AA==\"}\n{\"key\":\"b\",\"base64\":\"AQ==\"}\n");
        write("labels.jsonl", "{\"key\":\"a\",\"value\":{\"id\":\"a\"}}\n{\"key\":\"b\",\"value\":{\"id\":\"b\"}}\n");

        Holdout holdout = Holdout.read(folder);

        assertThat(holdout.pair(1).request().key()).isEqualTo("b");
        assertThat(holdout.pair(2).request().key()).isEqualTo("a~2");
        assertThat(holdout.pair(2).label().key()).isEqualTo("a~2");
        assertThat(holdout.pair(5).label().key()).isEqualTo("b~3");
    }

    @Test
    void requestsWithoutAsManyLabels_areRefused() throws IOException {
        write("requests.jsonl", "{\"key\":\"a\",\"base64\":\"AA==\"}\n");
        write("labels.jsonl", "");

        assertThatThrownBy(() -> Holdout.read(folder)).hasMessageContaining("1 requests and 0 labels");
    }

    private void write(String file, String lines) throws IOException {
        Files.writeString(folder.resolve(file), lines);
    }
}
