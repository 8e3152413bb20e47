package io.plumbline.evaluator.tally;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The windows that are kept, and how long their panes live.
 *
 * @param windows distinct names
 * @param maturity how old a model's predictions are when they enter the matured view
 */
public record Windows(List<Window> windows, Maturity maturity) {
    public Windows {
        windows = List.copyOf(windows);
        if (windows.stream().map(Window::name).distinct().count() < windows.size()) {
            throw new IllegalArgumentException(
                    "windows are " + windows.stream().map(Window::name).toList() + ", expected each once");
        }
    }

    /** Whether any window is made of such panes. */
    public boolean use(PaneWidth width) {
        return longest(width).isPresent();
    }

    private Optional<Duration> longest(PaneWidth width) {
        return windows.stream()
                .filter(window -> window.width() == width)
                .map(Window::length)
                .max(Duration::compareTo);
    }

    /**
     * The first pane that can still lie in a window; what began before may go.
     *
     * @param nowMillis since the epoch
     * @return when that pane begins, in milliseconds since the epoch; the end of time where no window uses the width
     */
    public long floorMillis(String model, View view, PaneWidth width, long nowMillis) {
        return longest(width)
                .map(length -> width.startMillis(nowMillis - age(model, view) - length.toMillis()))
                .orElse(Long.MAX_VALUE);
    }

    /** The first pane of a window that is looked at now. */
    public long fromMillis(String model, View view, Window window, long nowMillis) {
        return window.width()
                .startMillis(nowMillis - age(model, view) - window.length().toMillis());
    }

    private long age(String model, View view) {
        return view == View.MATURED ? maturity.of(model).toMillis() : 0;
    }
}
