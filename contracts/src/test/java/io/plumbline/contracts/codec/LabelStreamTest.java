package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelStreamTest {
    @Test
    void theUsualLabels_areReadAsAStream() {
        assertThat(read("{\"id\":\"r1\",\"label\":\"Boot\"}"))
                .contains(new LabelStream.Read(Optional.of("r1"), new Truth.ClassName("Boot"), OptionalLong.empty()));
        assertThat(read("{\"label\":-18.5,\"revision\":3}"))
                .contains(new LabelStream.Read(Optional.empty(), new Truth.Value(-18.5), OptionalLong.of(3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"label\":null}",
                "{\"label\":NaN}",
                "{\"label\":1e999}",
                "{\"label\":true}",
                "{\"label\":{\"a\":1}}",
                "{\"label\":1,\"label\":2}",
                "{\"label\":1}{}",
                "{\"label\":1",
                "{\"label\":1,\"revision\":1.5}",
                "{\"label\":1,\"time\":\"2026-01-01T00:00:00Z\"}",
                "{\"relevance\":{\"a\":1}}",
                "[1]",
            })
    void anyOther_isLeftToTheTree(String document) {
        assertThat(read(document)).isEmpty();
    }

    @Test
    void whatTheTreeRefuses_isStillRefused_andAnotherIdToo() {
        LabelCodec codec = new LabelCodec();
        assertThat(codec.decode(record("{\"label\":NaN}")).toString()).contains("NON_FINITE");
        assertThat(codec.decode(record("{\"id\":\"other\",\"label\":1}")).toString())
                .contains("differ");
        assertThat(codec.decode(record("{\"id\":\"r1\",\"label\":1,\"revision\":2}"))
                        .toString())
                .contains(new Label("r1", new Truth.Value(1), Optional.empty(), OptionalLong.of(2)).toString());
    }

    private static Optional<LabelStream.Read> read(String document) {
        return LabelStream.read(document.getBytes(StandardCharsets.UTF_8));
    }

    private static WireRecord record(String document) {
        return new WireRecord(
                "labels",
                0,
                7,
                1_000,
                "r1".getBytes(StandardCharsets.UTF_8),
                document.getBytes(StandardCharsets.UTF_8),
                List.of());
    }
}
