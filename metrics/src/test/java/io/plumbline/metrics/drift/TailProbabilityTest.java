package io.plumbline.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TailProbabilityTest {
    /** Even degrees: e^-h (1 + h + h²/2 + ...), h = x/2; one degree: the 0.05, 0.01, 0.001 points of any printed table. */
    @ParameterizedTest
    @CsvSource({
        "1, 3.841458820694124, 0.05", "1, 6.6348966010212145, 0.01", "1, 10.827566170662733, 0.001",
        "5, 11.070497693516351, 0.05", "9, 16.918977604620448, 0.05", "9, 27.877164871256568, 0.001",
        "99, 123.2252214533618, 0.05", "9, 2.0879007358707251, 0.99"
    })
    void chiSquared_isThatOfTables(int degrees, double x, double probability) {
        assertThat(TailProbability.chiSquared(degrees, x)).isCloseTo(probability, Percentage.withPercentage(1e-7));
        assertThat(TailProbability.chiSquaredQuantile(degrees, probability))
                .isCloseTo(x, Percentage.withPercentage(1e-7));
    }

    @Test
    void chiSquared_ofEvenDegrees_isTheFiniteSum() {
        for (int half = 1; half < 40; half++) {
            for (double h = 0.01; h < 200; h *= 1.7) {
                double term = Math.exp(-h);
                double sum = term;
                for (int k = 1; k < half; k++) {
                    term *= h / k;
                    sum += term;
                }
                assertThat(TailProbability.chiSquared(2 * half, 2 * h)).isCloseTo(sum, Percentage.withPercentage(1e-8));
            }
        }
        assertThat(TailProbability.chiSquared(4, 0)).isOne();
        assertThat(TailProbability.chiSquared(4, 1e9)).isZero();
    }

    /** Smirnov's (1948) table: 1.2238 is exceeded in 10, 1.3581 in 5, 1.6276 in 1 of 100. */
    @ParameterizedTest
    @CsvSource({"1.2238478702170823, 0.1", "1.3580986393225505, 0.05", "1.6276236115189503, 0.01"})
    void kolmogorov_isThatOfTables(double x, double probability) {
        assertThat(TailProbability.kolmogorov(x)).isCloseTo(probability, Percentage.withPercentage(1e-6));
        assertThat(TailProbability.kolmogorov(0)).isOne();
        assertThat(TailProbability.kolmogorov(0.2)).isCloseTo(1, Percentage.withPercentage(1e-9));
    }
}
