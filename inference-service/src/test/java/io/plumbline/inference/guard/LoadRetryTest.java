package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadRetryTest {
    private final List<Long> retries = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final LoadRetry retry =
            new LoadRetry(new RetryConfig(4, Duration.ofMillis(1), Duration.ofMillis(4)), this::happened);

    private void happened(String name, RetryEvents.Result result, long tries) {
        events.add(name + " " + result.label());
        if (result == RetryEvents.Result.RETRIED) {
            retries.add(tries);
        }
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void diskThatComesBack_isWaitedFor() throws IOException {
        String read = retry.call(() -> {
            if (calls.incrementAndGet() < 3) {
                throw new IOException("stale handle");
            }
            return "manifest";
        });

        assertThat(read).isEqualTo("manifest");
        assertThat(retries).containsExactly(1L, 2L);
        assertThat(events).containsExactly("load retried", "load retried", "load succeeded");
    }

    @Test
    void diskThatStaysAway_givesTheLastFailure() {
        assertThatThrownBy(() -> retry.call(() -> {
                    throw new IOException("try " + calls.incrementAndGet());
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("try 4");
        assertThat(events).containsExactly("load retried", "load retried", "load retried", "load exhausted");
    }

    @Test
    void bug_isNotTriedAgain() {
        assertThatThrownBy(() -> retry.call(() -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void interrupt_endsTheWait_andIsKept() {
        LoadRetry patient =
                new LoadRetry(new RetryConfig(4, Duration.ofMinutes(1), Duration.ofMinutes(1)), this::happened);

        assertThatThrownBy(() -> patient.call(() -> {
                    calls.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw new IOException("stale handle");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("stale handle");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(calls).hasValue(1);
    }
}
