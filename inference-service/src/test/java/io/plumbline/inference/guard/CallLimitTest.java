package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallLimitTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Thread> stuck = new CopyOnWriteArrayList<>();
    private final CallThreads threads = new CallThreads(Duration.ofMillis(50), 2);
    private final CallLimit limit = threads.limit("m/v1");

    @AfterEach
    void close() {
        gate.countDown();
        threads.close();
    }

    @Test
    void noLimit_runsOnTheCallersThread() {
        try (CallThreads free = CallThreads.unlimited()) {
            assertThat(free.limit("m/v1").call(Thread::currentThread, stuck::add))
                    .isSameAs(Thread.currentThread());
            assertThat(free.limited()).isFalse();
        }
    }

    @Test
    void callInTime_givesItsAnswer_orItsFailure() {
        assertThat(limit.call(() -> "answer", stuck::add)).isEqualTo("answer");
        assertThatThrownBy(() -> limit.call(
                        () -> {
                            throw new IllegalArgumentException("its own");
                        },
                        stuck::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its own");
        assertThat(stuck).isEmpty();
        assertThat(threads.hung()).isZero();
    }

    @Test
    void callPastItsLimit_isGivenUp_toldWhere_andCountedUntilItComesBack() {
        Thread[] inside = new Thread[1];

        assertThatThrownBy(() -> limit.call(
                        () -> {
                            inside[0] = Thread.currentThread();
                            return hang();
                        },
                        stuck::add))
                .isInstanceOf(CallTimedOut.class)
                .hasMessageContaining("m/v1")
                .hasMessageContaining("50 ms");

        assertThat(stuck).containsExactly(inside[0]);
        assertThat(limit.hung()).isOne();
        assertThat(threads.hung()).isOne();
        gate.countDown();
        Awaitility.await().until(() -> threads.hung() == 0 && limit.hung() == 0);
        assertThat(limit.call(() -> "again", stuck::add)).isEqualTo("again");
    }

    @Test
    void asManyHungCallsAsWorkers_noOtherIsBegun_ofThisVersion() {
        for (int i = 0; i < 2; i++) {
            assertThat(threads.exhausted()).isFalse();
            assertThatThrownBy(() -> limit.call(this::hang, stuck::add)).isInstanceOf(CallTimedOut.class);
        }

        assertThat(threads.exhausted()).isTrue();
        assertThatThrownBy(() -> limit.call(
                        () -> {
                            throw new AssertionError("begun");
                        },
                        stuck::add))
                .isInstanceOf(CallTimedOut.class)
                .hasMessageContaining("2 calls of m/v1 have not come back");
        assertThat(threads.limit("m/v2").call(() -> "of another version", stuck::add))
                .isEqualTo("of another version");
    }

    @Test
    void interruptedCaller_leaves_andKeepsTheFlag() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> limit.call(this::hang, stuck::add)).isInstanceOf(CallTimedOut.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    private String hang() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a native call is not interrupted", e);
        }
        return "late";
    }
}
