package io.plumbline.local.produce;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * An even rate: says how long to wait before the next event.
 *
 * <p>The rate may change at any time. What was missed by more than {@value #MOST_CAUGHT_UP_MILLIS} ms is not caught up.
 * Threads: one caller of {@link #await}, any of {@link #rate}.
 */
public final class Pace {
    static final long MOST_CAUGHT_UP_MILLIS = 50;

    private static final double NANOS = 1e9;

    private final LongSupplier nanoClock;
    private volatile double ratePerSecond;
    private long nextNanos;
    private boolean started;

    /**
     * @param ratePerSecond 0 for as fast as it goes
     * @param nanoClock as {@link System#nanoTime}
     */
    public Pace(double ratePerSecond, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.ratePerSecond = checked(ratePerSecond);
    }

    private static double checked(double ratePerSecond) {
        if (!(ratePerSecond >= 0) || Double.isInfinite(ratePerSecond)) {
            throw new IllegalArgumentException("rate is " + ratePerSecond + ", expected 0 (no limit) or more a second");
        }
        return ratePerSecond;
    }

    public void rate(double newRatePerSecond) {
        ratePerSecond = checked(newRatePerSecond);
    }

    /** Takes the next event's turn and returns how long to wait for it, in nanoseconds; 0 if it is due. */
    long take() {
        long now = nanoClock.getAsLong();
        double rate = ratePerSecond;
        long step = rate == 0 ? 0 : (long) (NANOS / rate);
        if (!started || now - nextNanos > MOST_CAUGHT_UP_MILLIS * 1_000_000) {
            started = true;
            nextNanos = now;
        }
        // After a change to a faster rate, the next event need not wait out the slow one's gap.
        nextNanos = Math.min(nextNanos, now + step);
        long wait = Math.max(0, nextNanos - now);
        nextNanos += step;
        return wait;
    }

    /**
     * Waits for the next event's turn.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    public void await() throws InterruptedException {
        long until = nanoClock.getAsLong() + take();
        for (long left = until - nanoClock.getAsLong(); left > 0; left = until - nanoClock.getAsLong()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while keeping the pace");
        }
    }
}
