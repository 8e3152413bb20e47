package io.plumbline.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.spi.FilterReply;
import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("a.Logger");

    @Test
    void aLine_holdsTheFixedKeysFirst_escapesControlCharacters_andKeepsFactsOfTheSameNameApart() {
        context.putProperty(JsonLines.INSTANCE, "slot");
        LoggingEvent event = event(Level.ERROR, "it \u001b[31mbroke\r\nERROR forged", 1_700_000_000_123L);
        event.setThrowableProxy(
                new ThrowableProxy(new IllegalStateException("outer", new IllegalArgumentException("inner"))));
        event.addKeyValuePair(new KeyValuePair("partition", 3));
        event.addKeyValuePair(new KeyValuePair("level", "of water"));

        String line = new JsonLines().doLayout(event);
        Map<String, Object> object = Json.read(line.getBytes(StandardCharsets.UTF_8));

        assertThat(line).endsWith("}\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContainPattern("\\p{Cntrl}");
        assertThat(object.keySet())
                .startsWith("time", "level", "logger", "thread", "message", "instance")
                .contains("partition", "level_", "error", "stack")
                .hasSize(10);
        assertThat(object)
                .containsEntry("time", "2023-11-14T22:13:20.123Z")
                .containsEntry("level", "ERROR")
                .containsEntry("message", "it \u001b[31mbroke\r\nERROR forged")
                .containsEntry("instance", "slot")
                .containsEntry("level_", "of water")
                .containsEntry("error", "java.lang.IllegalStateException: outer");
        assertThat(object.get("partition")).hasToString("3");
        assertThat(String.valueOf(object.get("stack"))).contains("java.lang.IllegalArgumentException: inner");
    }

    @Test
    void repeats_areHeldBackUntilTheWindowIsOver_andThenCounted_whileOthersPass() {
        RepeatFilter filter = new RepeatFilter();
        int passed = 0;
        for (int i = 0; i < 20; i++) {
            passed += filter.decide(event(Level.WARN, "cannot reach {}", 100_000 + i)) == FilterReply.DENY ? 0 : 1;
        }
        FilterReply other = filter.decide(event(Level.WARN, "something else", 100_100));
        FilterReply info = filter.decide(event(Level.INFO, "cannot reach {}", 100_100));
        LoggingEvent later = event(Level.WARN, "cannot reach {}", 100_000 + RepeatFilter.WINDOW_MILLIS);
        FilterReply again = filter.decide(later);

        assertThat(passed).isEqualTo(RepeatFilter.BURST);
        assertThat(List.of(other, info, again)).containsOnly(FilterReply.NEUTRAL);
        assertThat(later.getKeyValuePairs()).hasSize(1);
        assertThat(later.getKeyValuePairs().get(0).key).isEqualTo("suppressed");
        assertThat(later.getKeyValuePairs().get(0).value).isEqualTo(20 - RepeatFilter.BURST);
    }

    private LoggingEvent event(Level level, String message, long millis) {
        LoggingEvent event = new LoggingEvent("caller", logger, level, message, null, null);
        event.setTimeStamp(millis);
        return event;
    }
}
