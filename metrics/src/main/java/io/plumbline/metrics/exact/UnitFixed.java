package io.plumbline.metrics.exact;

/**
 * Values of [0, 1] as whole multiples of 2^-32 in a {@code long}.
 *
 * <p>Longs add exactly, so a sum of such values has the same bits in every order, and loses nothing when one is taken out.
 * A value is rounded once, to the nearest quantum: the error is at most 2^-33, about 1.2e-10. A {@code long} holds the sum
 * of {@value #MAX_TERMS} of them.
 */
public final class UnitFixed {
    /** How many values of [0, 1] certainly fit one {@code long}. */
    public static final long MAX_TERMS = Integer.MAX_VALUE;

    /** The fixed-point form of 1. */
    public static final long ONE = 1L << 32;

    /** Double arithmetic leaves a perfect ranking a few units in the last place above 1; more than this is a bug. */
    private static final double ROUNDING_SLACK = 1e-9;

    private UnitFixed() {}

    /**
     * {@code value} in quanta of 2^-32, ties to the larger.
     *
     * @throws IllegalArgumentException if {@code value} is NaN or outside [0, 1] by more than rounding
     */
    public static long of(double value) {
        if (!(value >= -ROUNDING_SLACK && value <= 1 + ROUNDING_SLACK)) {
            throw new IllegalArgumentException("value is " + value + ", expected a number in [0, 1]");
        }
        return Math.min(ONE, Math.max(0, Math.round(value * ONE)));
    }

    /** The double nearest to {@code quanta} * 2^-32; exact up to 2^53 quanta. */
    public static double toDouble(long quanta) {
        return quanta / (double) ONE;
    }
}
