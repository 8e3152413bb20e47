package io.plumbline.local.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.WireHeader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLineTest {
    @Test
    void bytes_areDecoded_andHeadersKept() {
        EventLine event = EventLine.parse("{\"key\":\"r1\",\"contentType\":\"application/octet-stream\","
                + "\"headers\":{\"plumbline-model\":\"fashion\"},\"base64\":\"AAH/\"}");

        assertThat(event.key()).isEqualTo("r1");
        assertThat(event.value()).containsExactly(0, 1, 0xff);
        assertThat(headers(event))
                .containsExactly(
                        Map.entry("content-type", "application/octet-stream"), Map.entry("plumbline-model", "fashion"));
    }

    @Test
    void json_isWrittenAgain_andSaysWhatItIs() {
        EventLine event = EventLine.parse("{\"key\":\"h1\",\"value\":{\"id\":\"h1\",\"label\":189900.0}}");

        assertThat(new String(event.value(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"h1\",\"label\":189900.0}");
        assertThat(headers(event)).containsExactly(Map.entry("content-type", "application/json"));
    }

    @Test
    void nullValue_isATombstone() {
        EventLine event = EventLine.parse("{\"key\":\"r1\",\"value\":null}");

        assertThat(event.value()).isNull();
        assertThat(event.headers()).isEmpty();
    }

    @Test
    void anotherId_reachesKeyBodyAndCloudEventHeader() {
        EventLine event =
                EventLine.parse("{\"key\":\"a\",\"headers\":{\"ce_id\":\"a\"},\"value\":{\"id\":\"a\",\"label\":2}}");

        EventLine renamed = event.withId("a~2");

        assertThat(renamed.key()).isEqualTo("a~2");
        assertThat(new String(renamed.value(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"a~2\",\"label\":2}");
        assertThat(headers(renamed)).containsEntry("ce_id", "a~2");
        assertThat(new String(event.value(), StandardCharsets.UTF_8)).contains("\"id\":\"a\"");
    }

    @Test
    void anotherId_isNotAddedToABodyWithoutOne() {
        EventLine renamed =
                EventLine.parse("{\"key\":\"a\",\"value\":{\"label\":2}}").withId("b");

        assertThat(new String(renamed.value(), StandardCharsets.UTF_8)).isEqualTo("{\"label\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"key\":\"a\"}|exactly one of value and base64",
                "{\"key\":\"a\",\"value\":{},\"base64\":\"\"}|exactly one of value and base64",
                "{\"value\":{}}|key is null, expected a string",
                "{\"key\":7,\"value\":{}}|key is 7, expected a string",
                "{\"key\":\"a\",\"value\":[1]}|value is [1], expected an object or null",
                "{\"key\":\"a\",\"headers\":[],\"value\":{}}|headers is [], expected an object of strings",
                "{\"key\":\"a\",\"headers\":{\"x\":1},\"value\":{}}|headers.x is 1, expected a string",
                "{\"key\":\"a\",\"valu\":{}}|member 'valu' is unknown",
                "{\"key\":\"a\",\"base64\":\"*\"}|base64 does not decode",
                "{\"key\":|not JSON",
            })
    void brokenLine_isRefusedWithTheReason(String line, String reason) {
        assertThatThrownBy(() -> EventLine.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Map<String, String> headers(EventLine event) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (WireHeader header : event.headers()) {
            headers.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }
}
