package io.plumbline.contracts.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdShareTest {
    @Test
    void anId_keepsItsPlaceForever() {
        // Frozen: instances of different releases must agree on who goes to the challenger.
        assertThat(IdShare.of("r1")).isEqualTo(IdShare.of("r1"));
        assertThat(IdShare.of("")).isBetween(0.0, 1.0);
        assertThat((int) (IdShare.of("fashion-000001") * 1e6)).isEqualTo(75_568);
    }

    @Test
    void neighbouringIds_spreadEvenly() {
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++) {
            tenths[(int) (IdShare.of("fashion-" + i) * 10)]++;
        }
        for (int count : tenths) {
            // Binomial(100000, 0.1): ± 5 standard deviations.
            assertThat(count).isBetween(9_525, 10_475);
        }
    }
}
