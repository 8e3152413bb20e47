package io.plumbline.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void cosine_risesInALine_thenFallsToItsFloor() {
        Schedule schedule = new Schedule.Cosine(0.1, 0.2, 0.01);

        assertThat(schedule.rate(new Moment(0, 10, 100))).isCloseTo(0.005, within(1e-12));
        assertThat(schedule.rate(new Moment(9, 10, 100))).isCloseTo(0.05, within(1e-12));
        assertThat(schedule.rate(new Moment(19, 10, 100))).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(new Moment(20, 10, 100))).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(new Moment(60, 10, 100))).isCloseTo(0.1 * (0.01 + 0.99 / 2), within(1e-12));
        assertThat(schedule.rate(new Moment(100, 10, 100))).isCloseTo(0.001, within(1e-12));
    }

    @Test
    void noWarmUp_startsAtThePeak_andConstantStays() {
        assertThat(new Schedule.Cosine(0.1, 0, 0).rate(new Moment(0, 10, 10))).isEqualTo(0.1);
        assertThat(new Schedule.Constant(0.3).rate(new Moment(999, 10, 10))).isEqualTo(0.3);
    }
}
