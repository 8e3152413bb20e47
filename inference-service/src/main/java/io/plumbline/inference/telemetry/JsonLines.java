package io.plumbline.inference.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import io.plumbline.contracts.codec.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object per log event, on one line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code thread},
 * {@code message}, {@code instance}; then the event's own facts, such as {@code model}, {@code modelVersion},
 * {@code topic}, {@code partition}, {@code offset}, {@code error}; then {@code stack}, if something was thrown.
 *
 * <p>A fact that is named as one of the fixed keys gets a {@code _} behind its name. JSON has no control characters in its
 * strings, so a record's text can neither end a line nor colour a terminal.
 */
public final class JsonLines extends LayoutBase<ILoggingEvent> {
    static final String INSTANCE = "instance";
    private static final int FRAMES = 12;

    @Override
    public String doLayout(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", String.valueOf(event.getFormattedMessage()));
        String instance = event.getLoggerContextVO().getPropertyMap().get(INSTANCE);
        line.put(INSTANCE, instance == null ? "" : instance);
        List<KeyValuePair> facts = event.getKeyValuePairs();
        if (facts != null) {
            for (KeyValuePair fact : facts) {
                line.merge(line.containsKey(fact.key) ? fact.key + "_" : fact.key, plain(fact.value), (a, b) -> b);
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.putIfAbsent("error", thrown.getClassName() + ": " + thrown.getMessage());
            line.put("stack", stack(thrown));
        }
        return Json.write(line) + "\n";
    }

    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    /** The innermost cause tells where; the outer ones only who passed it on. */
    private static List<String> stack(IThrowableProxy thrown) {
        List<String> lines = new ArrayList<>();
        for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
            lines.add(cause.getClassName() + ": " + cause.getMessage());
            int frames = 0;
            for (StackTraceElementProxy frame : cause.getStackTraceElementProxyArray()) {
                if (frames++ == FRAMES) {
                    break;
                }
                lines.add(frame.getSTEAsString());
            }
            if (cause.getCause() == cause) {
                break;
            }
        }
        return lines;
    }
}
