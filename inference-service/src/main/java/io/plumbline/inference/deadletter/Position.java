package io.plumbline.inference.deadletter;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dead letter stands on its topic, written {@code partition@offset}. */
public record Position(int partition, long offset) implements Comparable<Position> {
    private static final Pattern TEXT = Pattern.compile("(?:(.+)-)?(\\d{1,9})@(\\d{1,18})");
    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::partition).thenComparingLong(Position::offset);

    /**
     * Reads {@code 0@17}, or the same with the topic before it: {@code plumbline.dead-letters-0@17}.
     *
     * @throws IllegalArgumentException if it is neither, or names another topic
     */
    public static Position parse(String text, String topic) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no position, expected PARTITION@OFFSET such as 0@17 or " + topic + "-0@17");
        }
        if (parts.group(1) != null && !parts.group(1).equals(topic)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is on topic '" + parts.group(1) + "', expected '" + topic + "'");
        }
        return new Position(Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
