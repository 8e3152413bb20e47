package io.plumbline.contracts.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of a process's configuration: its name, default, doc, and how its text becomes a value.
 *
 * <p>The environment variable of {@code batch.max.wait} is {@code BATCH_MAX_WAIT}.
 *
 * @param <T> what the key's value is
 */
public final class Setting<T> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)");

    private final String key;
    private final String defaultText;
    private final String doc;
    private final Function<String, T> parser;

    private Setting(String key, String defaultText, String doc, Function<String, T> parser) {
        this.key = key;
        this.defaultText = defaultText;
        this.doc = doc;
        this.parser = parser;
    }

    public static Setting<String> text(String key, String defaultValue, String doc) {
        return new Setting<>(key, defaultValue, doc, text -> text);
    }

    public static Setting<Integer> integer(String key, int defaultValue, int min, int max, String doc) {
        String expected = "an integer from " + min + " to " + max;
        return new Setting<>(key, Integer.toString(defaultValue), doc, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(expected, e);
            }
            throw new IllegalArgumentException(expected);
        });
    }

    public static Setting<Double> number(String key, double defaultValue, double min, double max, String doc) {
        String expected = "a number from " + min + " to " + max;
        return new Setting<>(key, Double.toString(defaultValue), doc, text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(expected, e);
            }
            throw new IllegalArgumentException(expected);
        });
    }

    /** A size, written as a whole number and a unit: {@code 1024B}, {@code 64KiB}, {@code 512MiB}, {@code 2GiB}. */
    public static Setting<Long> bytes(String key, long defaultBytes, long minBytes, long maxBytes, String doc) {
        String expected = "a size such as 512MiB or 1GiB, from " + size(minBytes) + " to " + size(maxBytes);
        return new Setting<>(key, size(defaultBytes), doc, text -> {
            Matcher matcher = SIZE.matcher(text.trim());
            if (matcher.matches()) {
                long unit = 1L << 10 * SIZE_UNITS.indexOf(matcher.group(2));
                long amount = Long.parseLong(matcher.group(1));
                if (amount <= maxBytes / unit && amount * unit >= minBytes) {
                    return amount * unit;
                }
            }
            throw new IllegalArgumentException(expected);
        });
    }

    /** In the largest unit that takes a whole number. */
    private static String size(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, SIZE_UNITS.size() - 1);
        return (bytes >> 10 * unit) + SIZE_UNITS.get(unit);
    }

    /** Written as a whole number and a unit: {@code 50ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    public static Setting<Duration> duration(String key, Duration defaultValue, String doc) {
        return new Setting<>(key, defaultValue.toMillis() + "ms", doc, Setting::parseDuration);
    }

    public static Setting<String> choice(String key, String defaultValue, List<String> choices, String doc) {
        return new Setting<>(key, defaultValue, doc, text -> {
            if (!choices.contains(text)) {
                throw new IllegalArgumentException("one of " + String.join(", ", choices));
            }
            return text;
        });
    }

    public static Setting<Boolean> flag(String key, boolean defaultValue, String doc) {
        return new Setting<>(key, Boolean.toString(defaultValue), doc, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        });
    }

    public static Setting<Path> path(String key, Path defaultValue, String doc) {
        return new Setting<>(key, defaultValue.toString(), doc, Path::of);
    }

    /** Several texts separated by commas, or a YAML list; an empty text is an empty list. */
    public static Setting<List<String>> list(String key, List<String> defaultValue, String doc) {
        return new Setting<>(key, String.join(",", defaultValue), doc, text -> Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList());
    }

    /**
     * A length of time as configuration writes it, {@code 500ms}, {@code 5m} or {@code 7d}.
     *
     * @throws IllegalArgumentException if it is none; the message names the text
     */
    public static Duration duration(String text) {
        try {
            return parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("got '" + text + "', expected " + e.getMessage(), e);
        }
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration such as 50ms, 10s, 5m, 2h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    public String key() {
        return key;
    }

    public String environmentVariable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public String defaultText() {
        return defaultText;
    }

    public String doc() {
        return doc;
    }

    /** @throws IllegalArgumentException if the text is not such a value; the message says what is expected */
    T parse(String text) {
        return parser.apply(text);
    }
}
