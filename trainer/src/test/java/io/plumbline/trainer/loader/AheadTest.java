package io.plumbline.trainer.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadTest {
    @Test
    void elementsAreMadeWhileNobodyAsks_butNoMoreThanTheDepth() throws InterruptedException {
        CountDownLatch made = new CountDownLatch(3);
        AtomicInteger begun = new AtomicInteger();
        try (Ahead ahead = new Ahead(2, 3);
                Ahead.Sequence<Integer> sequence = ahead.sequence(0, 100, index -> {
                    begun.incrementAndGet();
                    made.countDown();
                    return index;
                })) {
            assertThat(made.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(begun.get()).isEqualTo(3);
            assertThat(sequence.next()).isZero();
        }
        assertThat(begun.get()).as("one taken, one more begun").isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1, 4", "4, 1", "8, 16"})
    void elementsComeInOrder_whoeverIsFaster(int threads, int depth) {
        List<Integer> given = new ArrayList<>();
        try (Ahead ahead = new Ahead(threads, depth);
                Ahead.Sequence<Integer> sequence = ahead.sequence(5, 60, index -> {
                    for (int spin = 0; spin < (60 - index) * 500; spin++) {
                        Thread.onSpinWait();
                    }
                    return index;
                })) {
            sequence.forEachRemaining(given::add);

            assertThatThrownBy(sequence::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(given).hasSize(55).startsWith(5).isSorted();
    }

    @Test
    void close_waitsForWhatIsBeingMade_andMakesNoMore() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        try (Ahead ahead = new Ahead(1, 4)) {
            Ahead.Sequence<Integer> sequence = ahead.sequence(0, 100, index -> {
                begun.incrementAndGet();
                entered.countDown();
                await(release);
                finished.set(true);
                return index;
            });
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();

            releaseOnceWaiting(Thread.currentThread(), release);
            sequence.close();

            assertThat(finished).isTrue();
            assertThat(begun.get()).isEqualTo(1);
            assertThat(sequence.hasNext()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3"})
    void whatGoesWrong_isThrownAtItsElement_asItWasThrown(int threads) {
        IllegalArgumentException wrong = new IllegalArgumentException("seventh");
        try (Ahead ahead = new Ahead(threads, 4);
                Ahead.Sequence<Integer> sequence = ahead.sequence(0, 100, index -> {
                    if (index == 7) {
                        throw wrong;
                    }
                    return index;
                })) {
            for (int i = 0; i < 7; i++) {
                assertThat(sequence.next()).isEqualTo(i);
            }
            assertThatThrownBy(sequence::next).isSameAs(wrong);
        }
    }

    /** Releases only when {@code closer} waits: it has then called off the elements that no thread had taken up. */
    private static void releaseOnceWaiting(Thread closer, CountDownLatch release) {
        Thread releaser = new Thread(() -> {
            while (closer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            release.countDown();
        });
        releaser.setDaemon(true);
        releaser.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
