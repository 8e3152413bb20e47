package io.plumbline.evaluator.tally;

import java.time.Duration;

/** The two widths of panes; a window is a run of panes. The order is part of the stored format: append only. */
public enum PaneWidth {
    /** For windows of up to two hours. */
    MINUTE(Duration.ofMinutes(1)),
    /** For longer ones. */
    HOUR(Duration.ofHours(1));

    private final Duration width;

    PaneWidth(Duration width) {
        this.width = width;
    }

    public Duration width() {
        return width;
    }

    /** When the pane began that holds this time; both in milliseconds since the epoch. */
    public long startMillis(long timeMillis) {
        return Math.floorDiv(timeMillis, width.toMillis()) * width.toMillis();
    }
}
