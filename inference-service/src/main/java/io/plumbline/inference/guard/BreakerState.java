package io.plumbline.inference.guard;

import java.util.Locale;

/** What a breaker lets through. */
public enum BreakerState {
    /** Everything: the model works. */
    CLOSED,
    /** Nothing: partitions stay paused until the wait is over. */
    OPEN,
    /** A few calls, to see whether the model works again. */
    HALF_OPEN;

    /** The name used as a metric's label value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
