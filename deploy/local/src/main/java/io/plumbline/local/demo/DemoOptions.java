package io.plumbline.local.demo;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the demo shall run.
 *
 * @param records after which it ends; empty: it goes on until it is stopped
 * @param ratePerSecond of requests; empty: the demo chooses
 */
public record DemoOptions(DemoTask task, OptionalLong records, OptionalDouble ratePerSecond) {
    public DemoOptions {
        if (records.isPresent() && records.getAsLong() < 1) {
            throw new IllegalArgumentException("records is " + records.getAsLong() + ", expected at least 1");
        }
        if (ratePerSecond.isPresent() && !(ratePerSecond.getAsDouble() > 0)) {
            throw new IllegalArgumentException("rate is " + ratePerSecond.getAsDouble() + ", expected more than 0");
        }
    }
}
