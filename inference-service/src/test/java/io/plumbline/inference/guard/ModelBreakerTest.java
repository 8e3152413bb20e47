package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.inference.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelBreakerTest {
    private static final Duration FAST = Duration.ofMillis(1);
    private static final BreakerConfig CONFIG =
            new BreakerConfig(10, 4, 0.5, Duration.ofSeconds(1), 1.0, Duration.ofSeconds(30), 2);

    private final TestClock clock = new TestClock();
    private final List<String> transitions = new ArrayList<>();
    private final ModelBreaker breaker =
            new ModelBreaker("fashion", CONFIG, clock, (from, to) -> transitions.add(from + ">" + to));

    @Test
    void closed_untilEnoughCallsHaveFailed() {
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.failureRate()).isNaN();
        fail(3);
        assertThat(breaker.permits()).isTrue();
        breaker.onSuccess(FAST);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.failureRate()).isEqualTo(0.75);
        assertThat(breaker.permits()).isFalse();
        assertThat(transitions).containsExactly("CLOSED>OPEN");
    }

    @Test
    void open_untilTheWaitIsOver_thenTrialsDecide() {
        fail(4);
        clock.pass(Duration.ofSeconds(29));
        assertThat(breaker.permits()).isFalse();
        clock.pass(Duration.ofSeconds(2));

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).as("only two trials").isFalse();
        breaker.onSuccess(FAST);
        breaker.onSuccess(FAST);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(transitions).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
    }

    @Test
    void trialsThatFail_openAgain() {
        fail(4);
        clock.pass(Duration.ofSeconds(31));
        fail(2);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void permissionGivenBack_canBeHadAgain() {
        fail(4);
        clock.pass(Duration.ofSeconds(31));
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
        breaker.release();

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void callsThatAreAllTooSlow_open() {
        for (int i = 0; i < 4; i++) {
            assertThat(breaker.permits()).isTrue();
            breaker.onSuccess(Duration.ofSeconds(2));
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void badConfig_namesItsKey() {
        assertThatThrownBy(() -> new BreakerConfig(10, 11, 0.5, FAST, 1, FAST, 1))
                .hasMessageContaining("breaker.minimum.calls is 11");
        assertThatThrownBy(() -> new BreakerConfig(10, 1, Double.NaN, FAST, 1, FAST, 1))
                .hasMessageContaining("breaker.failure.rate is NaN");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.permits()).isTrue();
            breaker.onFailure(FAST, new IllegalStateException("broken"));
        }
    }
}
