package io.plumbline.inference.stream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Grows from one failure to the next, up to a limit, and starts anew after a success. Each wait is shortened at random by up
 * to half, so that many instances do not come back at the same moment.
 */
final class BackOff {
    private final long firstNanos;
    private final long mostNanos;
    private long nextNanos;
    private long untilNanos;
    private boolean waiting;

    BackOff(Duration first, Duration most) {
        this.firstNanos = first.toNanos();
        this.mostNanos = most.toNanos();
        this.nextNanos = firstNanos;
    }

    void failed(long nowNanos) {
        untilNanos = nowNanos + nextNanos - ThreadLocalRandom.current().nextLong(nextNanos / 2 + 1);
        nextNanos = Math.min(mostNanos, nextNanos * 2);
        waiting = true;
    }

    void succeeded() {
        nextNanos = firstNanos;
        waiting = false;
    }

    /** When the next try is due, after a failure. */
    long untilNanos() {
        return untilNanos;
    }

    boolean over(long nowNanos) {
        return !waiting || nowNanos - untilNanos >= 0;
    }
}
