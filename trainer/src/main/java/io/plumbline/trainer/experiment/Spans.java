package io.plumbline.trainer.experiment;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as an experiment writes them: a whole number and its unit. */
final class Spans {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Spans() {}

    static Optional<Duration> read(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** In the largest unit that needs no fraction. */
    static String write(Duration span) {
        if (span.toMillisPart() != 0 || span.isZero()) {
            return span.toMillis() + "ms";
        }
        if (span.toSecondsPart() != 0) {
            return span.toSeconds() + "s";
        }
        if (span.toMinutesPart() != 0) {
            return span.toMinutes() + "m";
        }
        return span.toHoursPart() != 0 ? span.toHours() + "h" : span.toDays() + "d";
    }
}
