package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdminRetryTest {
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AdminRetry retry = new AdminRetry(
            new RetryConfig("admin", 3, Duration.ofMillis(1), Duration.ofMillis(2)),
            failure -> failure instanceof IllegalStateException,
            (name, result, tries) -> events.add(name + " " + result.label() + " " + tries));

    @Test
    void noForNow_isAskedAgain() {
        int answer = retry.call(() -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("no controller yet");
            }
            return calls.get();
        });

        assertThat(answer).isEqualTo(3);
        assertThat(events).containsExactly("admin retried 1", "admin retried 2", "admin succeeded 2");
    }

    @Test
    void noThatStays_escapes() {
        assertThatThrownBy(() -> retry.call(() -> {
                    throw new IllegalStateException("try " + calls.incrementAndGet());
                }))
                .hasMessage("try 3");
        assertThat(events).endsWith("admin exhausted 3");
    }

    @Test
    void noForGood_isNotAskedAgain() {
        assertThatThrownBy(() -> retry.call(() -> {
                    calls.incrementAndGet();
                    throw new IllegalArgumentException("not authorized");
                }))
                .hasMessage("not authorized");
        assertThat(calls).hasValue(1);
        assertThat(events).isEmpty();
    }

    @Test
    void config_namesItsOwnKeys() {
        assertThatThrownBy(() -> new RetryConfig("admin", 0, Duration.ofMillis(1), Duration.ofMillis(1)))
                .hasMessageContaining("admin.attempts is 0");
        assertThatThrownBy(() -> new RetryConfig("admin", 1, Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("admin.wait.longest");
    }
}
