package io.plumbline.metrics.exact;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles with the same bits in every order, from which any term can be taken out again without a trace.
 *
 * <p>The sum is one 256-bit two's complement integer that counts quanta of 2^-{@value #QUANTUM_BITS} (about 7.9e-31). Integers add
 * associatively and commutatively and have inverses; doubles have neither.
 *
 * <p>Rounding: a term is rounded once, when it comes in, to the nearest quantum (half away from zero); doubles of magnitude 2^-48
 * and more are multiples of the quantum and come in unchanged. Squares are formed exactly before they are rounded. Nothing is
 * rounded afterwards until {@link #toDouble()}, which is the double nearest to the sum.
 *
 * <p>Range: a term is at most {@link #MAX_TERM} = 2^122 in magnitude, so that 2^33 terms certainly fit ({@link #MAX_TERMS}).
 * What does not fit is refused and changes nothing.
 *
 * <p>Threads: one at a time.
 */
public final class ExactSum {
    /** How many {@code long}s {@link #copyTo} writes. */
    public static final int WORDS = 4;

    /** The largest magnitude of one term: 2^122, about 5.3e36. */
    public static final double MAX_TERM = 0x1p122;

    /** The largest magnitude of a number whose square is a term: 2^61, about 2.3e18. */
    public static final double MAX_ROOT = 0x1p61;

    /** How many terms certainly fit, whatever they are. */
    public static final long MAX_TERMS = 1L << 33;

    /** The quantum is 2 to the minus this. */
    public static final int QUANTUM_BITS = 100;

    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
    /** The exponent field of a double whose 53-bit integer mantissa counts units of 1. */
    private static final int UNIT_EXPONENT = 1023 + MANTISSA_BITS;

    /** Least significant word first; the sign is the top bit of the last. */
    private final long[] words = new long[WORDS];

    /**
     * Adds {@code term}.
     *
     * @throws IllegalArgumentException if it is not finite or larger than {@link #MAX_TERM}
     * @throws ArithmeticException if the sum would leave the range; possible only after {@link #MAX_TERMS} terms
     */
    public void add(double term) {
        accumulate(checked(term, MAX_TERM));
    }

    /** Takes out {@code term}, which was added before: afterwards the words are as if it never had been. */
    public void subtract(double term) {
        accumulate(-checked(term, MAX_TERM));
    }

    /**
     * Adds the square of {@code root}, formed exactly.
     *
     * @throws IllegalArgumentException if {@code root} is not finite or larger than {@link #MAX_ROOT}
     */
    public void addSquare(double root) {
        double square = checked(root, MAX_ROOT) * root;
        accumulate(square);
        // What the product lost when it was rounded to a double: with it, 1e9 and 1e9 + 1 keep different squares.
        accumulate(Math.fma(root, root, -square));
    }

    /** Takes out the square of {@code root}, which was added before. */
    public void subtractSquare(double root) {
        double square = checked(root, MAX_ROOT) * root;
        accumulate(-square);
        accumulate(-Math.fma(root, root, -square));
    }

    /** Adds every term of {@code other}. */
    public void merge(ExactSum other) {
        addWords(other.words[0], other.words[1], other.words[2], other.words[3]);
    }

    /** The double nearest to the sum; 0 for no terms. */
    public double toDouble() {
        return Math.scalb(quanta().doubleValue(), -QUANTUM_BITS);
    }

    /** The sum in quanta of 2^-{@value #QUANTUM_BITS}, exactly. */
    public BigInteger quanta() {
        byte[] bigEndian = new byte[WORDS * Long.BYTES];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = (byte) (words[i / Long.BYTES] >>> (i % Long.BYTES * Byte.SIZE));
        }
        return new BigInteger(bigEndian);
    }

    /** Writes the {@value #WORDS} words of the sum, least significant first, to {@code target} from {@code offset} on. */
    public void copyTo(long[] target, int offset) {
        System.arraycopy(words, 0, target, offset, WORDS);
    }

    /** The sum that {@link #copyTo} wrote. */
    public static ExactSum copyFrom(long[] source, int offset) {
        ExactSum sum = new ExactSum();
        System.arraycopy(source, offset, sum.words, 0, WORDS);
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum && Arrays.equals(words, sum.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return Double.toString(toDouble());
    }

    private static double checked(double value, double largest) {
        if (!(Math.abs(value) <= largest)) {
            throw new IllegalArgumentException(
                    "term is " + value + ", expected a finite number of magnitude <= " + largest);
        }
        return value;
    }

    private void accumulate(double term) {
        long bits = Double.doubleToRawLongBits(term);
        int exponent = (int) (bits >>> MANTISSA_BITS) & 0x7ff;
        // Subnormals lack the implicit bit; they, like all below half a quantum, end as 0 quanta.
        long mantissa = (bits & MANTISSA) | (exponent == 0 ? 0 : MANTISSA + 1);
        int shift = exponent - UNIT_EXPONENT + QUANTUM_BITS;
        if (shift < 0) {
            mantissa = shift < -MANTISSA_BITS - 1 ? 0 : ((mantissa >> (-shift - 1)) + 1) >> 1;
            shift = 0;
        }
        int bit = shift & 63;
        long low = mantissa << bit;
        // In two steps, because a shift by 64 would be one by 0.
        long high = mantissa >>> 1 >>> (63 - bit);
        long sign = bits >> 63;
        place(shift >>> 6, low, high, sign);
    }

    /** Adds (sign 0) or subtracts (sign -1) two adjoining words at {@code index}. */
    private void place(int index, long low, long high, long sign) {
        long w0 = index == 0 ? low : 0;
        long w1 = index == 1 ? low : index == 0 ? high : 0;
        long w2 = index == 2 ? low : index == 1 ? high : 0;
        long w3 = index == 3 ? low : index == 2 ? high : 0;
        // -x is ~x + 1; the + 1 goes in as the first carry, so that no negated zero needs a case of its own.
        addWords(w0 ^ sign, w1 ^ sign, w2 ^ sign, w3 ^ sign, -sign);
    }

    private void addWords(long a0, long a1, long a2, long a3) {
        addWords(a0, a1, a2, a3, 0);
    }

    private void addWords(long a0, long a1, long a2, long a3, long carryIn) {
        long s0 = words[0] + a0 + carryIn;
        long s1 = words[1] + a1 + carryOut(words[0], a0, s0);
        long s2 = words[2] + a2 + carryOut(words[1], a1, s1);
        long s3 = words[3] + a3 + carryOut(words[2], a2, s2);
        if (((words[3] ^ s3) & (a3 ^ s3)) < 0) {
            throw new ArithmeticException("sum of " + this + " would leave its range of 2^155");
        }
        words[0] = s0;
        words[1] = s1;
        words[2] = s2;
        words[3] = s3;
    }

    /** The carry out of a + b + carry-in, read off the top bits (majority of a, b and not sum). */
    private static long carryOut(long a, long b, long sum) {
        return ((a & b) | ((a | b) & ~sum)) >>> 63;
    }
}
