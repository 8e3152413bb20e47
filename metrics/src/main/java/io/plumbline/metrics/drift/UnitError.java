package io.plumbline.metrics.drift;

import io.plumbline.metrics.exact.UnitFixed;

/** The one check of what a detector is given. */
final class UnitError {
    private UnitError() {}

    /** In quanta of 2^-32. */
    static long of(double error) {
        if (!(error >= 0 && error <= 1)) {
            throw new IllegalArgumentException("error is " + error + ", expected a number in [0, 1]");
        }
        return UnitFixed.of(error);
    }
}
