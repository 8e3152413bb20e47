package io.plumbline.trainer.dataset.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataSourcesTest {
    @TempDir
    Path folder;

    /** What every kind of data set needs at least, and with all its keys. */
    static Stream<Map<String, Object>> settings() {
        Map<String, Object> csv = Map.of("file", "t.csv", "id-prefix", "t", "holdout", 0.1, "validation", 5);
        return Stream.of(
                with(csv, Map.of("type", "csv-regression", "target", "y", "unit", "m")),
                with(
                        csv,
                        Map.of(
                                "type", "csv-regression",
                                "target", "y",
                                "unit", "m",
                                "missing", "constant",
                                "fill", -1,
                                "split", "time",
                                "time-column", "when",
                                "missing-values", List.of("?"))),
                with(csv, Map.of("type", "csv-classification", "target", "y")),
                with(
                        csv,
                        Map.of(
                                "type",
                                "csv-classification",
                                "target",
                                "y",
                                "classes",
                                List.of("a", "b"),
                                "split",
                                "stratified",
                                "exclude",
                                List.of("z"),
                                "max-categories",
                                9)),
                with(csv, Map.of("type", "csv-ranking", "group-by", List.of("q"), "grade-by", "y")),
                Map.of(
                        "type", "idx-images",
                        "images", "t.csv",
                        "labels", "t.csv",
                        "classes", List.of("a", "b"),
                        "id-prefix", "i",
                        "holdout", 3,
                        "validation", 4),
                Map.of("type", "image-folder", "folder", ".", "id-prefix", "i", "holdout", 3, "validation", 4),
                Map.of(
                        "type",
                        "image-folder",
                        "folder",
                        ".",
                        "id-prefix",
                        "i",
                        "holdout",
                        3,
                        "validation",
                        4,
                        "channels",
                        1,
                        "size",
                        List.of(8, 9)),
                Map.of(
                        "type", "kafka",
                        "bootstrap-servers", "localhost:9092",
                        "from", "-7d",
                        "holdout", 3,
                        "validation", 4),
                Map.of(
                        "type",
                        "kafka",
                        "bootstrap-servers",
                        "localhost:9092",
                        "offsets",
                        Map.of("requests", Map.of(0, List.of(3, 9)), "labels", Map.of("1", List.of(0, 9L))),
                        "kafka",
                        Map.of("security.protocol", "SSL"),
                        "shape",
                        List.of(1, 2, 3),
                        "task",
                        "regression",
                        "holdout",
                        3,
                        "validation",
                        4));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatWasResolved_readsAsTheSame(Map<String, Object> given) throws IOException {
        Files.writeString(folder.resolve("t.csv"), "x,y\n");
        Settings first = read(given);

        Settings again = read(new LinkedHashMap<>(first.resolved()));

        assertThat(again.resolved().toString()).isEqualTo(first.resolved().toString());
    }

    @Test
    void kafkaSettings_arePassedOn_butNotThoseThatAreOurs_andSecretsAreNotRecorded() {
        Map<String, Object> given = new HashMap<>(Map.of(
                "type", "kafka", "bootstrap-servers", "localhost:9092", "from", "-7d", "holdout", 3, "validation", 4));
        given.put("kafka", Map.of("ssl.key.password", "hush", "sasl.jaas.config", "hush", "client.id", "me"));
        assertThat(read(given).resolved().toString())
                .contains("client.id=me", "(hidden)")
                .doesNotContain("hush");

        given.put("kafka", Map.of("isolation.level", "read_uncommitted", "fetch.max.byte", "9", "my.plugin", "x"));
        assertThatThrownBy(() -> read(given))
                .hasMessageContaining("kafka.isolation.level is set, expected it not to be: the trainer decides it")
                .hasMessageContaining("kafka.fetch.max.byte is no setting")
                .hasMessageContaining("did you mean 'fetch.max.bytes'?")
                .hasMessageNotContaining("my.plugin");
    }

    @Test
    void timesAndOffsets_thatAreNone_areNamed() {
        Map<String, Object> given = new HashMap<>(
                Map.of("type", "kafka", "bootstrap-servers", "localhost:9092", "holdout", 3, "validation", 4));
        assertThatThrownBy(() -> read(given)).hasMessageContaining("from is missing");
        given.put("from", "yesterday");
        assertThatThrownBy(() -> read(given))
                .hasMessageContaining("from is 'yesterday', expected a time such as 2026-01-31T12:00:00Z");
        given.put("from", "-1d");
        given.put("to", "2020-01-01T00:00:00+01:00");
        assertThatThrownBy(() -> read(given))
                .hasMessageContaining("expected a time before data.to, which is 2019-12-31T23:00:00Z");
        given.put("offsets", Map.of("requests", Map.of("0", List.of(9, 3), "x", List.of(1, 2)), "labels", Map.of()));
        given.put("shape", List.of(28, 28));
        given.put("topic-prefix", "a b");
        assertThatThrownBy(() -> read(given))
                .hasMessageContaining("offsets.requests.0 is [9, 3], expected [first offset, offset after the last]")
                .hasMessageContaining("offsets.requests.x is no partition")
                .hasMessageContaining("offsets.labels names no partition")
                .hasMessageContaining("shape is [28, 28], expected [channels, height, width]")
                .hasMessageContaining("topic prefix is 'a b'");
    }

    private Settings read(Map<String, Object> given) {
        Settings data = TestSettings.of(given);
        DataSources.from(data, folder);
        data.refuseProblems("here");
        return data;
    }

    private static Map<String, Object> with(Map<String, Object> common, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(common);
        all.putAll(own);
        return all;
    }
}
