package io.plumbline.evaluator.tally;

import java.time.Duration;

/**
 * The newest predictions of one length of time, by the time of their requests: the provisional view ends now, the matured
 * one where predictions are just as old as the maturity horizon. It moves by whole panes, so it is up to one pane longer
 * than it says.
 *
 * @param name as in the label {@code window}, {@code 5m}
 */
public record Window(String name, Duration length) {
    private static final Duration LONGEST_OF_MINUTES = Duration.ofHours(2);
    private static final Duration LONGEST = Duration.ofDays(60);

    public Window {
        if (length.compareTo(LONGEST) > 0 || length.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "window '" + name + "' is " + length + " long, expected 1m to " + LONGEST.toDays() + "d");
        }
        Duration pane = widthOf(length).width();
        if (length.toMillis() % pane.toMillis() != 0) {
            throw new IllegalArgumentException("window '" + name + "' is " + length + " long, expected a multiple of "
                    + pane + ", the panes it is made of");
        }
    }

    public PaneWidth width() {
        return widthOf(length);
    }

    private static PaneWidth widthOf(Duration length) {
        return length.compareTo(LONGEST_OF_MINUTES) <= 0 ? PaneWidth.MINUTE : PaneWidth.HOUR;
    }
}
