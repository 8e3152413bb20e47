package io.plumbline.inference.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this process logs; once, before it starts to work. */
public final class Logging {
    private Logging() {}

    /**
     * Sets what every JSON line calls {@code instance}, and turns the console's lines into JSON if they shall be. What an
     * operator's own {@code logback.xml} writes elsewhere stays as it is.
     */
    public static void use(boolean json, String instance) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return;
        }
        context.putProperty(JsonLines.INSTANCE, instance);
        if (!json) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                JsonLines lines = new JsonLines();
                lines.setContext(context);
                lines.start();
                LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
                encoder.setContext(context);
                encoder.setLayout(lines);
                encoder.start();
                console.setEncoder(encoder);
            }
        }
    }
}
