package io.plumbline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.local.demo.TrafficPlan.Phase;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficPlanTest {
    private static final OptionalDouble FREE = OptionalDouble.empty();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 10, 2000, 100_001})
    void everyPhase_leavesSomethingForTheLast_whichSendsAll(long records) {
        TrafficPlan plan = new TrafficPlan(OptionalLong.of(records), FREE);

        assertThat(plan.most(Phase.TRAINING)).isLessThanOrEqualTo(plan.most(Phase.SWAPPING));
        assertThat(plan.most(Phase.SWAPPING)).isLessThan(records);
        assertThat(plan.most(Phase.SERVING)).isEqualTo(records);
    }

    @Test
    void training_ofAMinute_doesNotRunDry() {
        TrafficPlan plan = new TrafficPlan(OptionalLong.of(2000), FREE);

        double sent = 0;
        for (int second = 0; second < 60; second++) {
            sent += plan.rate(Phase.TRAINING, (long) sent);
        }

        assertThat(sent).isBetween(900.0, (double) plan.most(Phase.TRAINING));
    }

    @Test
    void swap_hasLoadFromTheFirstToItsLast() {
        TrafficPlan plan = new TrafficPlan(OptionalLong.of(2000), FREE);

        assertThat(plan.rate(Phase.SWAPPING, plan.most(Phase.TRAINING))).isEqualTo(20);
        assertThat(plan.rate(Phase.SERVING, 1400)).isEqualTo(250);
    }

    @Test
    void endless_keepsItsRate_andTheWishDecides() {
        TrafficPlan endless = new TrafficPlan(OptionalLong.empty(), FREE);
        TrafficPlan wished = new TrafficPlan(OptionalLong.of(2000), OptionalDouble.of(30));

        assertThat(endless.rate(Phase.TRAINING, 1_000_000)).isEqualTo(endless.rate(Phase.SERVING, 0));
        assertThat(endless.most(Phase.TRAINING)).isEqualTo(Long.MAX_VALUE);
        assertThat(wished.rate(Phase.TRAINING, 0)).isEqualTo(30);
        assertThat(wished.rate(Phase.SERVING, 1999)).isEqualTo(30);
    }
}
