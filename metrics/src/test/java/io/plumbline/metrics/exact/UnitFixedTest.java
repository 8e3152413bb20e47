package io.plumbline.metrics.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitFixedTest {
    @Test
    void value_isRoundedToTheNearestQuantum() {
        assertThat(UnitFixed.of(0)).isZero();
        assertThat(UnitFixed.of(1)).isEqualTo(UnitFixed.ONE);
        assertThat(UnitFixed.of(0.5)).isEqualTo(1L << 31);
        assertThat(UnitFixed.of(0x1.8p-32)).isEqualTo(2);
        assertThat(UnitFixed.of(0x1.7p-32)).isEqualTo(1);
    }

    @Test
    void valueAboveOneByRounding_isOne() {
        assertThat(UnitFixed.of(Math.nextUp(1.0))).isEqualTo(UnitFixed.ONE);
    }

    @Test
    void asManyTermsAsPromised_fit() {
        assertThat(Math.multiplyExact(UnitFixed.MAX_TERMS, UnitFixed.ONE)).isPositive();
        assertThat(UnitFixed.toDouble(UnitFixed.MAX_TERMS * UnitFixed.ONE)).isEqualTo(UnitFixed.MAX_TERMS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.001, 1.001, Double.POSITIVE_INFINITY})
    void valueOutsideTheUnitInterval_isRefused(double value) {
        assertThatThrownBy(() -> UnitFixed.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0, 1]");
    }
}
