package io.plumbline.trainer.export;

/**
 * When two numbers agree: {@code |a - b| <= 1e-5 + 1e-4 |b|}. An absolute limit alone would fail large answers that agree
 * to seven digits, a relative one alone would fail answers near zero.
 */
final class Tolerance {
    static final double ABSOLUTE = 1e-5;
    static final double RELATIVE = 1e-4;

    private Tolerance() {}

    /** Whether {@code a} agrees with {@code b}, the trainer's; NaN agrees with nothing. */
    static boolean agree(double a, double b) {
        return agree(a, b, 1);
    }

    /** With a tolerance {@code times} as wide. */
    static boolean agree(double a, double b, double times) {
        return agree(a, b, times * ABSOLUTE, times * RELATIVE);
    }

    /** Among numbers as large as {@code largest}, whose rounding a small one beside them may carry. */
    static boolean agreeAmong(double a, double b, double largest) {
        return agree(a, b, largest * ABSOLUTE, RELATIVE);
    }

    private static boolean agree(double a, double b, double absolute, double relative) {
        // The first test is for infinities, the second is written so that NaN fails.
        return a == b || Math.abs(a - b) <= absolute + relative * Math.abs(b);
    }
}
