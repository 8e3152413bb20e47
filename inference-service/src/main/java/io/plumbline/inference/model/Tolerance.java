package io.plumbline.inference.model;

import io.plumbline.contracts.event.Datatype;

/**
 * How far a device's answer to a golden sample may be from the trainer's: {@code |got − expected| <= absolute +
 * relative·|expected|} for each element, since another device adds in another order. Integers must be equal.
 *
 * @param absolute in the output's own unit, &gt;= 0
 * @param relative share of the expected value, &gt;= 0
 */
public record Tolerance(double absolute, double relative) {
    /** For float32 in full precision; a device that multiplies in fewer bits needs more. */
    public static final Tolerance DEFAULT = new Tolerance(1e-5, 1e-4);

    public Tolerance {
        if (!(absolute >= 0) || !(relative >= 0) || Double.isInfinite(absolute) || Double.isInfinite(relative)) {
            throw new IllegalArgumentException(
                    "golden tolerance is " + absolute + " and " + relative + ", expected two finite numbers >= 0");
        }
    }

    boolean accepts(Datatype type, double got, double expected) {
        return switch (type) {
            case FP16, BF16, FP32, FP64 -> Math.abs(got - expected) <= absolute + relative * Math.abs(expected);
            default -> got == expected;
        };
    }
}
