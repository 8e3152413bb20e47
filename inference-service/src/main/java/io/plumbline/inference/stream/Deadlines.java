package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.batch.DeadlineConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Until when a request must be answered: its own header says so, else the objective, counted from its timestamp.
 *
 * <p>A request that was sent again from the dead letters has no deadline: its own is long past, and whoever sent it wants
 * the answer. A header that is no point in time is counted and ignored, since the request itself can be answered.
 *
 * <p>Units: milliseconds since the epoch, on the clocks of producers and brokers: they must agree with this machine's.
 * Threads: the poll thread.
 */
final class Deadlines {
    static final long NONE = Long.MAX_VALUE;

    /** From September 2001 to November 2286; a shorter number is a duration by mistake, a longer one nanoseconds. */
    private static final int DIGITS = 13;

    private final long targetMillis;
    private final Runnable malformed;

    /** @param malformed told of each header that is not a deadline */
    Deadlines(DeadlineConfig config, Runnable malformed) {
        this.targetMillis = config.target().toMillis();
        this.malformed = malformed;
    }

    long millis(WireRecord record) {
        byte[] value = null;
        boolean found = false;
        List<WireHeader> headers = record.headers();
        for (int i = 0; i < headers.size(); i++) {
            WireHeader header = headers.get(i);
            if (header.name().equals(Headers.REDRIVE_COUNT)) {
                return NONE;
            }
            if (header.name().equals(Headers.DEADLINE)) {
                found = true;
                value = header.value();
            }
        }
        if (found) {
            long millis = parse(value);
            if (millis >= 0) {
                return millis;
            }
            malformed.run();
        }
        // A record without a timestamp has a negative one.
        return targetMillis == 0 || record.timestampMillis() < 0 ? NONE : record.timestampMillis() + targetMillis;
    }

    private static long parse(byte @Nullable [] digits) {
        if (digits == null || digits.length != DIGITS || digits[0] == '0') {
            return -1;
        }
        long millis = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            millis = 10 * millis + (digit - '0');
        }
        return millis;
    }
}
