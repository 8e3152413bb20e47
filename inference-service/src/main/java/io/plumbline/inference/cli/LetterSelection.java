package io.plumbline.inference.cli;

import io.plumbline.contracts.event.RejectReason;
import io.plumbline.inference.deadletter.Letter;
import io.plumbline.inference.deadletter.LetterFilter;
import io.plumbline.inference.deadletter.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which dead letters are meant. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class LetterSelection {
    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            converter = Reasons.class,
            description = "Only these reasons, such as unknown_model,malformed; may be repeated.")
    private List<String> reasons = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            split = ",",
            description = "Only requests of these models; may be repeated.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Only requests of that time or later: 2026-11-24T10:00:00Z, or -7d, -12h, -30m from now.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Only requests before that time.")
    private @Nullable Instant until;

    LetterFilter filter(Set<Position> positions) {
        return new LetterFilter(
                new HashSet<>(reasons),
                new HashSet<>(models),
                Optional.ofNullable(since),
                Optional.ofNullable(until),
                positions);
    }

    /** Whether anything was said at all. */
    boolean given() {
        return !reasons.isEmpty() || !models.isEmpty() || since != null || until != null;
    }

    /** Reads a reason's label, however it is capitalised. */
    static final class Reasons implements ITypeConverter<String> {
        private static final List<String> KNOWN = Stream.concat(
                        Arrays.stream(RejectReason.values()).map(RejectReason::label), Stream.of(Letter.UNREADABLE))
                .toList();

        @Override
        public String convert(String text) {
            String label = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
            if (!KNOWN.contains(label)) {
                throw new TypeConversionException(
                        "'" + text + "' is no reason, expected one of " + String.join(", ", KNOWN));
            }
            return label;
        }
    }
}
