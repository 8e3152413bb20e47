package io.plumbline.metrics.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactSumTest {
    private static final BigDecimal QUANTA_PER_ONE = new BigDecimal(BigInteger.ONE.shiftLeft(ExactSum.QUANTUM_BITS));

    @Test
    void sum_isThatOfBigDecimals_afterEveryTerm() {
        Random random = new Random(1);
        ExactSum sum = new ExactSum();
        BigInteger expected = BigInteger.ZERO;
        for (int i = 0; i < 20_000; i++) {
            double term = anyTerm(random);
            sum.add(term);
            expected = expected.add(quanta(new BigDecimal(term)));
            assertThat(sum.quanta()).isEqualTo(expected);
            assertThat(sum.toDouble())
                    .isEqualTo(new BigDecimal(expected).divide(QUANTA_PER_ONE).doubleValue());
        }
    }

    @Test
    void square_isExact_whereTheSquareOfTheDoubleIsNot() {
        ExactSum sum = new ExactSum();
        sum.addSquare(1e9 + 1);
        sum.subtractSquare(1e9);
        assertThat(sum.toDouble()).isEqualTo(2e9 + 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0, Double.MIN_VALUE, 0x1p-102, 0x1p-101, 0x1p-100, 0x1.8p-100, -0x1.8p-100})
    void termsNearTheQuantum_areRoundedToTheNearest(double term) {
        ExactSum sum = new ExactSum();
        sum.add(term);
        assertThat(sum.quanta()).isEqualTo(quanta(new BigDecimal(term)));
    }

    @Test
    void largestTerm_fits_andLeavesWithoutATrace() {
        ExactSum sum = new ExactSum();
        sum.add(-ExactSum.MAX_TERM);
        sum.add(0x1p-100);
        sum.subtract(-ExactSum.MAX_TERM);
        assertThat(sum.toDouble()).isEqualTo(0x1p-100);
    }

    @Test
    void anyOrder_andAnyGrouping_giveTheSameBits() {
        Random random = new Random(2);
        List<Double> terms = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            terms.add(anyTerm(random));
        }
        ExactSum whole = sum(terms);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(terms, random);
            int cut = random.nextInt(terms.size());
            ExactSum merged = sum(terms.subList(cut, terms.size()));
            merged.merge(sum(terms.subList(0, cut)));
            assertThat(merged).isEqualTo(whole).hasSameHashCodeAs(whole);
        }
    }

    @Test
    void wordsRoundTrip() {
        ExactSum sum = sum(List.of(-1.5, 3e20, 1e-20));
        long[] words = new long[6];
        sum.copyTo(words, 1);
        assertThat(ExactSum.copyFrom(words, 1)).isEqualTo(sum);
        assertThat(words[0]).isZero();
        assertThat(words[5]).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1.0000000000001p122})
    void termBeyondTheRange_isRefused_andChangesNothing(double term) {
        ExactSum sum = sum(List.of(1.0));
        assertThatThrownBy(() -> sum.add(term)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sum.addSquare(term)).isInstanceOf(IllegalArgumentException.class);
        assertThat(sum).isEqualTo(sum(List.of(1.0)));
    }

    @Test
    void sumBeyondTheRange_isRefused_andChangesNothing() {
        ExactSum sum = sum(List.of(ExactSum.MAX_TERM));
        for (int doubling = 0; doubling < 32; doubling++) {
            sum.merge(sum);
        }
        double before = sum.toDouble();
        assertThat(before).isEqualTo(0x1p154);
        assertThatThrownBy(() -> sum.merge(sum))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("range");
        assertThat(sum.toDouble()).isEqualTo(before);
    }

    private static double anyTerm(Random random) {
        return (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(230) - 108);
    }

    private static ExactSum sum(List<Double> terms) {
        ExactSum sum = new ExactSum();
        terms.forEach(sum::add);
        return sum;
    }

    private static BigInteger quanta(BigDecimal term) {
        return term.multiply(QUANTA_PER_ONE).setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
    }
}
