package io.plumbline.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A batch of n takes n + 1 ms, unless a test says otherwise. */
class BatcherDeadlineTest {
    private static final BatchKey A = new BatchKey("fashion", "v1", "");
    private static final boolean BACKLOG = true;
    private static final boolean IDLE = false;

    /** About to wrap. */
    private long now = Long.MAX_VALUE - millis(5);

    private final BatchForecast forecast = (key, size) -> millis(size + 1L);

    @Test
    void deadlineThatLeavesNoTimeToGrow_endsTheWait() {
        Batcher<String> batcher = batcher(8, Duration.ofMillis(100), DeadlineConfig.OFF);
        batcher.offer(A, "a", millis(10));

        // It could grow to two, which takes 3 ms, until 7 ms from now.
        assertThat(batcher.poll(IDLE)).isEmpty();
        assertThat(batcher.nanosUntilDue(IDLE)).hasValue(millis(7));
        pass(6);
        assertThat(batcher.poll(IDLE)).isEmpty();
        pass(1);
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly("a");
    }

    @Test
    void tightestDeadlineCounts_alsoWhenItCameLast_andTheReserveIsKept() {
        Batcher<String> batcher =
                batcher(8, Duration.ofMillis(100), new DeadlineConfig(Duration.ZERO, Duration.ofMillis(5), false));
        batcher.offer(A, "a", Batcher.NO_DEADLINE);
        batcher.offer(A, "b", millis(90));
        batcher.offer(A, "c", millis(20));

        // Four take 5 ms, and 5 ms are reserved.
        assertThat(batcher.nanosUntilDue(BACKLOG)).hasValue(millis(10));
        pass(10);
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).containsExactly("a", "b", "c");
    }

    @Test
    void batchIsCut_toWhatKeepsItsDeadline_andTheRestFollows() {
        Batcher<Integer> batcher = batcher(8, Duration.ZERO, DeadlineConfig.OFF);
        batcher.offer(A, 0, millis(4));
        for (int i = 1; i < 8; i++) {
            batcher.offer(A, i, millis(30));
        }

        // Two take 3 ms, four take 5.
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).containsExactly(0, 1);
        pass(3);
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void worker_thatIsBusy_takesItsShareOfTheTime() {
        Batcher<Integer> batcher = batcher(8, Duration.ZERO, DeadlineConfig.OFF);
        for (int i = 0; i < 8; i++) {
            batcher.offer(A, i, millis(12));
        }

        assertThat(batcher.poll(BACKLOG, millis(5)).orElseThrow().items()).hasSize(4);
    }

    @Test
    void oneThatCanHardlyBeSaved_isNotSavedAtThePriceOfMany() {
        Batcher<Integer> batcher =
                new Batcher<>(new BatchConfig(8, Duration.ZERO), 100, () -> now, (key, size) -> millis(10 + size / 4));
        batcher.offer(A, 0, millis(10));
        for (int i = 1; i < 8; i++) {
            batcher.offer(A, i, millis(13));
        }

        // Alone it would be in time, and each of the other seven too late.
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).hasSize(8);
    }

    @Test
    void whenNothingCanBeSaved_batchesAreFull() {
        Batcher<Integer> batcher = batcher(8, Duration.ZERO, DeadlineConfig.OFF);
        for (int i = 0; i < 20; i++) {
            batcher.offer(A, i, -millis(1));
        }

        assertThat(sizes(batcher)).containsExactly(8, 8, 4);
    }

    @Test
    void withATarget_noBatchTakesMoreThanHalfOfIt() {
        Batcher<Integer> batcher =
                batcher(32, Duration.ZERO, new DeadlineConfig(Duration.ofMillis(25), Duration.ofMillis(5), false));
        for (int i = 0; i < 20; i++) {
            batcher.offer(A, i, millis(25));
        }

        // Eight take 9 ms, sixteen 17; half of what the reserve leaves is 10.
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).hasSize(8);
    }

    @Test
    void expired_areGivenBack_whereTheyAreDropped() {
        Batcher<Integer> batcher =
                batcher(4, Duration.ZERO, new DeadlineConfig(Duration.ZERO, Duration.ofMillis(50), true));
        for (int i = 0; i < 10; i++) {
            batcher.offer(A, i, i % 3 == 0 ? millis(1) : millis(100));
        }
        pass(2);

        Batch<Integer> batch = batcher.poll(IDLE).orElseThrow();

        assertThat(batch.expired()).containsExactly(0, 3, 6, 9);
        assertThat(batch.items()).containsExactly(1, 2, 4, 5);
        BatchSnapshot reading = batcher.snapshot();
        assertThat(reading.expired()).isEqualTo(4);
        assertThat(reading.offered()).isEqualTo(reading.dispatched() + reading.expired() + reading.waiting());
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly(7, 8);
        assertThat(batcher.size()).isZero();
    }

    @Test
    void whenAllExpired_nothingIsLeftToRun() {
        Batcher<Integer> batcher = batcher(4, Duration.ZERO, new DeadlineConfig(Duration.ZERO, Duration.ZERO, true));
        batcher.offer(A, 1, -1);
        batcher.offer(A, 2, -millis(1_000_000));

        Batch<Integer> batch = batcher.poll(BACKLOG).orElseThrow();

        assertThat(batch.expired()).containsExactly(1, 2);
        assertThat(batch.items()).isEmpty();
        assertThat(batcher.poll(BACKLOG)).isEmpty();
        assertThat(batcher.snapshot().batches()).isZero();
    }

    @Test
    void exactlyAtItsDeadline_itIsNotExpired() {
        Batcher<Integer> batcher = batcher(4, Duration.ZERO, new DeadlineConfig(Duration.ZERO, Duration.ZERO, true));
        batcher.offer(A, 1, millis(1));
        pass(1);

        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly(1);
    }

    @Test
    void deadlineFarBehindOthersWithout_isNotForgotten() {
        Batcher<Integer> batcher = batcher(4, Duration.ZERO, new DeadlineConfig(Duration.ZERO, Duration.ZERO, true));
        for (int i = 0; i < 9; i++) {
            batcher.offer(A, i);
        }
        batcher.offer(A, 9, millis(1));
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly(0, 1, 2, 3);
        pass(2);

        List<Integer> expired = new ArrayList<>();
        for (var batch = batcher.poll(IDLE); batch.isPresent(); batch = batcher.poll(IDLE)) {
            expired.addAll(batch.get().expired());
        }

        assertThat(expired).containsExactly(9);
    }

    @Test
    void whileEveryWorkerIsBusy_itGrows_untilOneIsAboutToBeFree() {
        Batcher<Integer> batcher = batcher(8, Duration.ZERO, DeadlineConfig.OFF);
        batcher.offer(A, 1);
        assertThat(batcher.poll(IDLE, millis(9))).isEmpty();
        pass(8);
        batcher.offer(A, 2);
        assertThat(batcher.poll(IDLE, millis(1)).orElseThrow().items()).containsExactly(1, 2);

        // Not for ever: another model may keep it busy with full ones.
        batcher.offer(A, 3);
        pass(19);
        assertThat(batcher.poll(IDLE, millis(9))).isEmpty();
        pass(1);
        assertThat(batcher.poll(IDLE, millis(9)).orElseThrow().items()).containsExactly(3);

        // A full one loses nothing by lying ready.
        for (int i = 0; i < 8; i++) {
            batcher.offer(A, i);
        }
        assertThat(batcher.poll(IDLE, millis(9)).orElseThrow().items()).hasSize(8);
    }

    @Test
    void forecastIsNotAsked_whereNothingHasADeadline() {
        Batcher<Integer> batcher = new Batcher<>(new BatchConfig(4, Duration.ZERO), 100, () -> now, (key, size) -> {
            throw new AssertionError("asked");
        });
        for (int i = 0; i < 10; i++) {
            batcher.offer(A, i);
        }

        assertThat(sizes(batcher)).containsExactly(4, 4, 2);
    }

    @Test
    void badConfig_namesItsKey() {
        assertThatThrownBy(() -> new DeadlineConfig(Duration.ofMillis(40), Duration.ofMillis(55), false))
                .hasMessageContaining("latency.target is 40ms")
                .hasMessageContaining("55ms")
                .hasMessageContaining("commit.interval");
        assertThatThrownBy(() -> new DeadlineConfig(Duration.ZERO, Duration.ofMillis(-1), false))
                .hasMessageContaining("reserve");
        assertThatThrownBy(() -> new DeadlineConfig(Duration.ofDays(8), Duration.ZERO, false))
                .hasMessageContaining("up to 7d");
    }

    private List<Integer> sizes(Batcher<Integer> batcher) {
        List<Integer> sizes = new ArrayList<>();
        for (var batch = batcher.poll(IDLE); batch.isPresent(); batch = batcher.poll(IDLE)) {
            sizes.add(batch.get().items().size());
        }
        return sizes;
    }

    private <T> Batcher<T> batcher(int maxSize, Duration maxWait, DeadlineConfig deadlines) {
        return new Batcher<>(new BatchConfig(maxSize, maxWait, deadlines), 1000, () -> now, forecast);
    }

    private void pass(long millis) {
        now += millis(millis);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
