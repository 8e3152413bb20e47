package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.batch.DeadlineConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which latency targets a configuration may promise. */
class LatencyTargetTest {
    @Test
    void withoutOne_nothingIsPromised_andWhatIsLateIsServed() {
        DeadlineConfig none = deadlines();

        assertThat(none.target()).isZero();
        assertThat(none.dropExpired()).isFalse();
    }

    @Test
    void target_thatTheTransactionAloneUsesUp_isRefused() {
        assertThatThrownBy(() -> deadlines("latency.target=50ms"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("latency.target is 50ms")
                .hasMessageContaining("55ms")
                .hasMessageContaining("commit.interval");

        assertThat(deadlines("latency.target=50ms", "commit.interval=10ms").reserve())
                .isEqualTo(Duration.ofMillis(15));
    }

    @Test
    void atLeastOnce_noTransactionIsWaitedFor() {
        DeadlineConfig config =
                deadlines("latency.target=50ms", "delivery=at-least-once", "deadline.expired=dead-letter");

        assertThat(config).isEqualTo(new DeadlineConfig(Duration.ofMillis(50), Duration.ofMillis(5), true));
    }

    private static DeadlineConfig deadlines(String... sets) {
        Settings settings = Settings.load(ServiceSettings.all(), Map.of(), Map.of(), List.of(sets));
        return new ServiceSettings(settings).stream().batch().deadlines();
    }
}
