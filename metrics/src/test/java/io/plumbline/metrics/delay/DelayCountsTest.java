package io.plumbline.metrics.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DelayCountsTest {
    private static final long DAY = 86_400_000L;

    @Test
    void buckets_holdTheirUpperEnd_andCoverEveryDelay() {
        assertThat(DelayBuckets.of(-5)).isZero();
        assertThat(DelayBuckets.of(1_000)).isZero();
        assertThat(DelayBuckets.of(1_001)).isEqualTo(1);
        assertThat(DelayBuckets.of(Long.MAX_VALUE)).isEqualTo(DelayBuckets.COUNT - 1);
        for (int bucket = 1; bucket < DelayBuckets.COUNT; bucket++) {
            assertThat(DelayBuckets.of(DelayBuckets.upperMillis(bucket))).isEqualTo(bucket);
            assertThat(DelayBuckets.of(DelayBuckets.upperMillis(bucket - 1) + 1))
                    .isEqualTo(bucket);
        }
    }

    @Test
    void bucket_hasEnded_onceThePredictionIsAsOldAsItsUpperEnd() {
        assertThat(DelayBuckets.endedBy(0)).isZero();
        assertThat(DelayBuckets.endedBy(999)).isZero();
        assertThat(DelayBuckets.endedBy(1_000)).isEqualTo(1);
        assertThat(DelayBuckets.endedBy(Long.MAX_VALUE)).isEqualTo(DelayBuckets.COUNT - 1);
    }

    @Test
    void anyOrder_anySplit_andAnythingRemovedAgain_givesTheSameState() {
        Random random = new Random(1);
        List<long[]> labels = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            labels.add(new long[] {random.nextInt(5), (long) (Math.exp(random.nextDouble() * 24))});
        }
        DelayCounts inOrder = counts(labels);
        Collections.shuffle(labels, random);
        DelayCounts merged = counts(labels.subList(0, 150));
        merged.merge(counts(labels.subList(150, 400)));
        merged.add(9, 3 * DAY);
        merged.remove(9, 3 * DAY);

        assertThat(merged.state()).isEqualTo(inOrder.state());
        assertThat(merged.samples()).isEqualTo(400);
        assertThat(DelayCounts.fromState(inOrder.state()).state()).isEqualTo(inOrder.state());
        assertThat(DelayCounts.fromState(inOrder.state()).samples()).isEqualTo(400);
    }

    @Test
    void labelNeverAdded_isNotRemoved() {
        DelayCounts counts = counts(List.of(new long[] {1, 5_000}));

        assertThatThrownBy(() -> counts.remove(0, 5_000)).hasMessageContaining("no such label");
        assertThatThrownBy(() -> counts.remove(1, DAY)).hasMessageContaining("no such label");
        assertThatThrownBy(() -> counts.add(-1, DAY)).hasMessageContaining("expected a class index");
        assertThat(counts.samples()).isEqualTo(1);
    }

    @Test
    void damagedState_isRefused() {
        assertThatThrownBy(() -> DelayCounts.fromState(new long[] {1, 2})).hasMessageContaining("a multiple of 3");
        assertThatThrownBy(() -> DelayCounts.fromState(new long[] {1, DelayBuckets.COUNT, 1}))
                .hasMessageContaining("a bucket below");
        assertThatThrownBy(() -> DelayCounts.fromState(new long[] {1, 2, 0})).hasMessageContaining("a count > 0");
    }

    private static DelayCounts counts(List<long[]> labels) {
        DelayCounts counts = new DelayCounts();
        labels.forEach(label -> counts.add((int) label[0], label[1]));
        return counts;
    }
}
