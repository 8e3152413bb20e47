package io.plumbline.local.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private long now = 77;

    @Test
    void events_areEvenlySpaced() {
        Pace pace = new Pace(100, () -> now);

        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isEqualTo(10 * MILLI);
        now += 4 * MILLI;
        assertThat(pace.take()).isEqualTo(10 * MILLI);
    }

    @Test
    void shortDelays_areCaughtUp_longOnesAreNot() {
        Pace pace = new Pace(100, () -> now);
        pace.take();

        now += 30 * MILLI;
        assertThat(new long[] {pace.take(), pace.take(), pace.take(), pace.take()})
                .containsExactly(0, 0, 0, 10 * MILLI);

        now += 1000 * MILLI;
        assertThat(new long[] {pace.take(), pace.take()}).containsExactly(0, 10 * MILLI);
    }

    @Test
    void fasterRate_countsAtOnce() {
        Pace pace = new Pace(1, () -> now);
        pace.take();

        pace.rate(1000);

        assertThat(pace.take()).isEqualTo(MILLI);
    }

    @Test
    void rateZero_neverWaits() {
        Pace pace = new Pace(0, () -> now);

        assertThat(new long[] {pace.take(), pace.take(), pace.take()}).containsOnly(0);
    }

    @Test
    void impossibleRates_areRefused() {
        assertThatThrownBy(() -> new Pace(-1, () -> now)).hasMessageContaining("rate is -1.0");
        assertThatThrownBy(() -> new Pace(Double.NaN, () -> now)).hasMessageContaining("rate is NaN");
    }
}
