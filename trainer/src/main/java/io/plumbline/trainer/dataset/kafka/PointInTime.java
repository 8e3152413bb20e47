package io.plumbline.trainer.dataset.kafka;

import io.plumbline.trainer.experiment.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a point in time: RFC 3339, {@code now}, or so long ago: {@code -90s}, {@code -15m}, {@code -6h}, {@code -7d}, {@code -2w}. */
final class PointInTime {
    private static final Pattern AGO = Pattern.compile("-(\\d{1,6})([smhdw])");

    private PointInTime() {}

    /** A text that is no point in time is a problem, and reads as now. */
    static Instant read(Settings data, String key, String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            data.problem(
                    key,
                    "is '" + text + "', expected a time such as 2026-01-31T12:00:00Z, 'now', or so long ago as -7d"
                            + " (s, m, h, d, w)");
            return now;
        }
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}
