package io.plumbline.inference.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Keeps one trouble from filling the disk: of warnings and errors with the same logger and message text, five pass in ten
 * seconds. The next that passes says in {@code suppressed} how many did not.
 *
 * <p>Threads: any; the appender asks one at a time.
 */
public final class RepeatFilter extends Filter<ILoggingEvent> {
    static final int BURST = 5;
    static final long WINDOW_MILLIS = 10_000;
    private static final int MOST_KEYS = 500;

    private final Map<String, Repeats> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Repeats> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private static final class Repeats {
        private long windowMillis;
        private int passed;
        private int suppressed;
    }

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        Repeats repeats = seen.computeIfAbsent(event.getLoggerName() + " " + event.getMessage(), key -> new Repeats());
        long now = event.getTimeStamp();
        if (now - repeats.windowMillis >= WINDOW_MILLIS) {
            repeats.windowMillis = now;
            repeats.passed = 0;
        }
        if (repeats.passed >= BURST) {
            repeats.suppressed++;
            return FilterReply.DENY;
        }
        repeats.passed++;
        if (repeats.suppressed > 0 && event instanceof LoggingEvent open) {
            open.addKeyValuePair(new KeyValuePair("suppressed", repeats.suppressed));
            repeats.suppressed = 0;
        }
        return FilterReply.NEUTRAL;
    }
}
