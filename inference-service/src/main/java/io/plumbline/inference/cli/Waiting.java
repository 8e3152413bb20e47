package io.plumbline.inference.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that changes what should run. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class Waiting {
    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Watch the instances take the change up (default); --no-wait returns once it is written.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = Durations.class,
            description = "How long to wait for the instances (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--rollback",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Take the change back everywhere when an instance refuses it (default).")
    private boolean rollback;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who, for the record (default: ${DEFAULT-VALUE}).")
    private String by;

    Deployment deployment(Common common, String model) {
        return new Deployment(common, model, wait, timeout, rollback);
    }

    String reason() {
        return reason;
    }

    String by() {
        return by;
    }

    /** Reads {@code 500ms}, {@code 30s}, {@code 2m}. */
    static final class Durations implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            java.util.regex.Matcher parts =
                    java.util.regex.Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is no duration, expected such as 500ms, 30s, 2m");
            }
            long number = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }
}
