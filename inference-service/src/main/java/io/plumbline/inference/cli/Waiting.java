package io.plumbline.inference.cli;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.control.RoleConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
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

    /**
     * Applies a change to what the control topic says of a model now.
     *
     * @param change from the newest state to the next; empty when nothing has to change
     * @return the command's exit code
     * @throws CommandFailed if the change makes no sense for the roles of now
     */
    int apply(
            Common common,
            String model,
            BiFunction<RoleChange, Optional<DesiredState>, Optional<DesiredState>> change) {
        Deployment deployment = new Deployment(common, model, wait, timeout, rollback);
        Optional<DesiredState> now = common.control().state(model);
        try {
            Optional<DesiredState> next = change.apply(new RoleChange(by, reason, Instant.now()), now);
            return next.isPresent()
                    ? deployment.apply(now, next.get())
                    : deployment.unchanged(now.orElseThrow(() -> Common.unknown(common, model)));
        } catch (RoleConflictException e) {
            throw new CommandFailed(ExitCode.USAGE, "model '" + model + "': " + e.getMessage());
        }
    }

    /** As {@link #apply}, for a change that needs a model which is on the control topic. */
    int applyToKnown(Common common, String model, BiFunction<RoleChange, DesiredState, Optional<DesiredState>> change) {
        return apply(
                common, model, (by, now) -> change.apply(by, now.orElseThrow(() -> Common.unknown(common, model))));
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
