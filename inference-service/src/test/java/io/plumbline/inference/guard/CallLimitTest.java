package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallLimitTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Thread> stuck = new CopyOnWriteArrayList<>();
    /** For calls that hang; of one that does not, nobody can be sure that it comes back as soon. */
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
        try (CallThreads patient = new CallThreads(Duration.ofMinutes(10), 2)) {
            CallLimit wide = patient.limit("m/v1");

            assertThat(wide.call(() -> "answer", stuck::add)).isEqualTo("answer");
            assertThatThrownBy(() -> wide.call(
                            () -> {
                                throw new IllegalArgumentException("its own");
                            },
                            stuck::add))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("its own");
            assertThat(stuck).isEmpty();
            assertThat(patient.hung()).isZero();
        }
    }

    @Test
    void callPastItsLimit_isGivenUp_toldWhere_andCountedUntilItComesBack() throws Exception {
        // Long enough for the call to begin: one that is given up sooner is inside no thread that could be told.
        CallThreads begun = new CallThreads(Duration.ofSeconds(2), 2);
        CallLimit longer = begun.limit("m/v1");
        CompletableFuture<Thread> inside = new CompletableFuture<>();

        assertThatThrownBy(() -> longer.call(
                        () -> {
                            inside.complete(Thread.currentThread());
                            return hang();
                        },
                        stuck::add))
                .isInstanceOf(CallTimedOut.class)
                .hasMessageContaining("m/v1")
                .hasMessageContaining("2000 ms");

        assertThat(stuck).containsExactly(inside.get(60, TimeUnit.SECONDS));
        assertThat(longer.hung()).isOne();
        assertThat(begun.hung()).isOne();
        gate.countDown();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> begun.hung() == 0 && longer.hung() == 0);
        assertThat(soonerOrLater(longer, "again")).isEqualTo("again");
        begun.close();
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
        assertThat(soonerOrLater(threads.limit("m/v2"), "of another version")).isEqualTo("of another version");
    }

    /** On a busy machine a call that only answers may be given up too, and comes back all the same. */
    private String soonerOrLater(CallLimit limited, String answer) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreException(CallTimedOut.class)
                .until(() -> limited.call(() -> answer, thread -> {}), answer::equals);
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
