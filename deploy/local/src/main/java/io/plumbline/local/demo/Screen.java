package io.plumbline.local.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * Where the demo shows how it goes: on a terminal the table is redrawn in place; elsewhere its lines are repeated every
 * few seconds, and never when nothing changed.
 */
final class Screen {
    private static final long PLAIN_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final String UP = "\033[%dA";
    private static final String CLEAR_BELOW = "\033[J";
    /** A line that wraps would take two rows of a narrow terminal, and going up by lines would miss the first. */
    private static final String WRAP_OFF = "\033[?7l";

    private static final String WRAP_ON = "\033[?7h";

    private final PrintWriter err;
    private final boolean terminal;
    private int drawn;
    private long lastPlainNanos = System.nanoTime();

    Screen(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** One line of chatter; a table that stands above stays. */
    void say(String line) {
        drawn = 0;
        err.println(line);
        err.flush();
    }

    void show(List<String> lines) {
        if (terminal) {
            if (drawn > 0) {
                err.printf(UP, drawn);
                err.print(CLEAR_BELOW);
            }
            err.print(WRAP_OFF);
            lines.forEach(err::println);
            err.print(WRAP_ON);
            drawn = lines.size();
        } else if (System.nanoTime() - lastPlainNanos >= PLAIN_EVERY_NANOS) {
            lastPlainNanos = System.nanoTime();
            lines.forEach(err::println);
        }
        err.flush();
    }
}
