package io.plumbline.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void cosine_risesInALine_thenFallsToItsFloor() {
        Schedule schedule = new Schedule.Cosine(0.1, 0.2, 0.01);

        assertThat(schedule.rate(0, 100)).isCloseTo(0.005, within(1e-12));
        assertThat(schedule.rate(9, 100)).isCloseTo(0.05, within(1e-12));
        assertThat(schedule.rate(19, 100)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(20, 100)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(60, 100)).isCloseTo(0.1 * (0.01 + 0.99 / 2), within(1e-12));
        assertThat(schedule.rate(100, 100)).isCloseTo(0.001, within(1e-12));
    }

    @Test
    void noWarmUp_startsAtThePeak_andConstantStays() {
        assertThat(new Schedule.Cosine(0.1, 0, 0).rate(0, 10)).isEqualTo(0.1);
        assertThat(new Schedule.Constant(0.3).rate(999, 10)).isEqualTo(0.3);
    }
}
