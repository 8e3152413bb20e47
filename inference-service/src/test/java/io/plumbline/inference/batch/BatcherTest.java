package io.plumbline.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final BatchKey A = new BatchKey("fashion", "v1", "");
    private static final BatchKey B = new BatchKey("ames", "v1", "");
    private static final boolean BACKLOG = true;
    private static final boolean IDLE = false;

    /** Far from zero, and about to wrap: a nano clock may stand anywhere. */
    private long now = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void withoutBacklog_andWithoutWait_whatIsThereGoesAtOnce() {
        Batcher<String> batcher = batcher(4, Duration.ZERO, 100);
        batcher.offer(A, "a1");
        batcher.offer(A, "a2");

        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly("a1", "a2");
        assertThat(batcher.poll(IDLE)).isEmpty();
    }

    @Test
    void withoutBacklog_theWaitCountsFromTheOldestArrival() {
        Batcher<String> batcher = batcher(4, Duration.ofMillis(10), 100);
        batcher.offer(A, "a1");
        pass(9);
        batcher.offer(A, "a2");
        assertThat(batcher.poll(IDLE)).isEmpty();
        assertThat(batcher.nanosUntilDue(IDLE)).hasValue(TimeUnit.MILLISECONDS.toNanos(1));

        pass(1);

        assertThat(batcher.nanosUntilDue(IDLE)).hasValue(0);
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly("a1", "a2");
        assertThat(batcher.nanosUntilDue(IDLE)).isEmpty();
    }

    @Test
    void fullGroup_goesAtOnce_andTheRestStaysInOrder() {
        Batcher<Integer> batcher = batcher(4, Duration.ofMillis(10), 100);
        for (int i = 0; i < 10; i++) {
            batcher.offer(A, i);
        }

        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).containsExactly(0, 1, 2, 3);
        assertThat(batcher.poll(IDLE).orElseThrow().items()).containsExactly(4, 5, 6, 7);
        assertThat(batcher.poll(IDLE)).isEmpty();
        assertThat(batcher.size()).isEqualTo(2);
    }

    @Test
    void withBacklog_itFillsUp_butARareModelDoesNotWaitForEver() {
        Batcher<String> batcher = batcher(4, Duration.ZERO, 100);
        batcher.offer(B, "rare");
        for (int i = 0; i < 3; i++) {
            batcher.offer(A, "busy");
        }
        assertThat(batcher.poll(BACKLOG)).isEmpty();
        batcher.offer(A, "busy");
        assertThat(batcher.poll(BACKLOG).orElseThrow().key()).isEqualTo(A);

        pass(20);
        for (int i = 0; i < 4; i++) {
            batcher.offer(A, "busy");
        }

        // Both may go; the one that has waited longer does.
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).containsExactly("rare");
        assertThat(batcher.poll(BACKLOG).orElseThrow().items()).hasSize(4);
    }

    @Test
    void differentModels_neverShareABatch() {
        Batcher<String> batcher = batcher(8, Duration.ZERO, 100);
        for (int i = 0; i < 3; i++) {
            batcher.offer(A, "a" + i);
            batcher.offer(B, "b" + i);
            batcher.offer(new BatchKey("fashion", "v2", ""), "c" + i);
        }

        List<List<String>> batches = new ArrayList<>();
        for (Optional<Batch<String>> batch = batcher.poll(IDLE); batch.isPresent(); batch = batcher.poll(IDLE)) {
            batches.add(batch.get().items());
        }

        assertThat(batches)
                .containsExactlyInAnyOrder(
                        List.of("a0", "a1", "a2"), List.of("b0", "b1", "b2"), List.of("c0", "c1", "c2"));
    }

    @Test
    void fullBatcher_saysNo_andTakesAgainAfterADispatch() {
        Batcher<Integer> batcher = batcher(2, Duration.ZERO, 3);
        assertThat(batcher.offer(A, 1)).isTrue();
        assertThat(batcher.offer(B, 2)).isTrue();
        assertThat(batcher.offer(A, 3)).isTrue();
        assertThat(batcher.isFull()).isTrue();
        assertThat(batcher.offer(A, 4)).isFalse();

        batcher.poll(IDLE);

        assertThat(batcher.offer(A, 4)).isTrue();
        assertThat(batcher.snapshot().refused()).isEqualTo(1);
    }

    @Test
    void flush_empties_oldestFirst() {
        Batcher<String> batcher = batcher(4, Duration.ofSeconds(1), 100);
        batcher.offer(B, "first");
        pass(1);
        batcher.offer(A, "second");

        assertThat(batcher.flush().orElseThrow().items()).containsExactly("first");
        assertThat(batcher.flush().orElseThrow().items()).containsExactly("second");
        assertThat(batcher.flush()).isEmpty();
        assertThat(batcher.snapshot().flushedBatches()).isEqualTo(2);
    }

    @Test
    void removedItems_areGone_andCounted() {
        Batcher<Integer> batcher = batcher(4, Duration.ofSeconds(1), 100);
        for (int i = 0; i < 6; i++) {
            batcher.offer(i < 3 ? A : B, i);
        }

        assertThat(batcher.removeIf(i -> i < 4)).isEqualTo(4);

        assertThat(batcher.size()).isEqualTo(2);
        assertThat(batcher.snapshot().groups()).isEqualTo(1);
        assertThat(batcher.flush().orElseThrow().items()).containsExactly(4, 5);
    }

    @Test
    void anything_inAnyOrder_comesOutOnce_inArrivalOrderPerGroup_andAddsUp() {
        Random random = new Random(11);
        Batcher<Integer> batcher = batcher(5, Duration.ofMillis(3), 40);
        List<BatchKey> keys = List.of(A, B, new BatchKey("fashion", "v2", ""));
        Map<BatchKey, List<Integer>> in = new HashMap<>();
        Map<BatchKey, List<Integer>> out = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            BatchKey key = keys.get(random.nextInt(3));
            if (batcher.offer(key, i)) {
                in.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
            }
            now += random.nextInt(2_000_000);
            if (random.nextInt(4) == 0) {
                batcher.poll(random.nextBoolean()).ifPresent(batch -> keep(out, batch));
            }
            BatchSnapshot reading = batcher.snapshot();
            assertThat(reading.offered()).isEqualTo(reading.dispatched() + reading.removed() + reading.waiting());
        }
        for (Optional<Batch<Integer>> batch = batcher.flush(); batch.isPresent(); batch = batcher.flush()) {
            keep(out, batch.get());
        }

        assertThat(out).isEqualTo(in);
        assertThat(batcher.size()).isZero();
    }

    @Test
    void buckets_arePowersOfTwo_thenTheLargest() {
        assertThat(new BatchConfig(32, Duration.ZERO).buckets()).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(new BatchConfig(20, Duration.ZERO).buckets()).containsExactly(1, 2, 4, 8, 16, 20);
        assertThat(new BatchConfig(1, Duration.ZERO).buckets()).containsExactly(1);
    }

    @Test
    void badConfig_namesItsKey() {
        assertThatThrownBy(() -> new BatchConfig(0, Duration.ZERO)).hasMessageContaining("batch.max.size is 0");
        assertThatThrownBy(() -> new BatchConfig(1, Duration.ofMillis(-1))).hasMessageContaining("batch.max.wait");
        assertThatThrownBy(() -> batcher(8, Duration.ZERO, 7)).hasMessageContaining("capacity is 7");
    }

    private static void keep(Map<BatchKey, List<Integer>> out, Batch<Integer> batch) {
        assertThat(batch.items()).hasSizeBetween(1, 5);
        out.computeIfAbsent(batch.key(), k -> new ArrayList<>()).addAll(batch.items());
    }

    private <T> Batcher<T> batcher(int maxSize, Duration maxWait, int capacity) {
        return new Batcher<>(new BatchConfig(maxSize, maxWait), capacity, () -> now);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
