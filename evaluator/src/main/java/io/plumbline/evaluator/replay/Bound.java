package io.plumbline.evaluator.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a replay begins or ends. */
public sealed interface Bound {
    /** As far as the topics reach, and at the end: as far as the live cells say that they go. */
    record Whole() implements Bound {}

    /** Panes of requests from this time on, or up to it; cumulative cells are not compared. */
    record At(Instant time) implements Bound {}

    /** Where the live evaluator itself began, or ended. */
    record Offsets(Map<String, Long> byPartition) implements Bound {
        public Offsets {
            byPartition = Map.copyOf(byPartition);
        }
    }

    /** {@code predictions-0:42}, of the predictions' or labels' partition 0. */
    Pattern OFFSET = Pattern.compile("((?:predictions|labels)-\\d{1,9}):(\\d{1,18})");

    /**
     * Reads an option's value.
     *
     * @param option its name, for the message
     * @param whole the word for {@link Whole}
     * @throws IllegalArgumentException if the text is none of the three
     */
    static Bound parse(String option, String whole, String text) {
        if (text.equals(whole)) {
            return new Whole();
        }
        Map<String, Long> offsets = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = OFFSET.matcher(part);
            if (matcher.matches()) {
                offsets.put(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
        if (!offsets.isEmpty() && offsets.size() == text.split(",", -1).length) {
            return new Offsets(offsets);
        }
        try {
            return new At(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option + " is '" + text + "', expected " + whole + ", a time like 2026-11-24T08:00:00Z, or offsets"
                            + " like predictions-0:42,labels-0:17",
                    e);
        }
    }
}
