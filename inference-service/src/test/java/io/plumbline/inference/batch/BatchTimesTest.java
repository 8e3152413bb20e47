package io.plumbline.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BatchTimesTest {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32);
    private static final Percentage CLOSE = Percentage.withPercentage(10);

    private final BatchTimes times = new BatchTimes(SIZES);

    @Test
    void nothingKnown_foretellsNothing() {
        assertThat(times.nanos(8)).isZero();
        assertThat(times.byBucket()).isEmpty();
    }

    @Test
    void everySize_isForetold_fromCallsOfSome() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            int size = SIZES.get(random.nextInt(SIZES.size()));
            times.observe(size, (long) (trueNanos(size) * (1 + 0.02 * random.nextDouble())));
        }

        for (int size = 1; size <= 32; size++) {
            assertThat(times.nanos(size)).as("size %d", size).isCloseTo(trueNanos(size), CLOSE);
        }
        assertThat(times.byBucket().keySet()).containsExactlyElementsOf(SIZES);
        assertThat(times.byBucket().get(32)).isEqualTo(Duration.ofNanos(times.nanos(32)));
    }

    @Test
    void sizesBetweenBuckets_areLearntAsWhatTheyAre() {
        Random random = new Random(6);
        for (int i = 0; i < 5_000; i++) {
            int size = 1 + random.nextInt(32);
            times.observe(size, trueNanos(size));
        }

        for (int size = 1; size <= 32; size++) {
            // The quantile is that of the larger ones in a bucket, so it errs to the long side.
            assertThat(times.nanos(size)).as("size %d", size).isBetween((long) (0.95 * trueNanos(size)), (long)
                    (1.4 * trueNanos(size)));
        }
    }

    @Test
    void oneCallInTwentyFive_thatMetACollection_isNotBelieved_andWhatLastsIs() {
        for (int i = 1; i <= 500; i++) {
            times.observe(8, i % 25 == 0 ? 100 * trueNanos(8) : trueNanos(8));
        }
        assertThat(times.nanos(8)).isEqualTo(trueNanos(8));

        for (int i = 0; i < 2 * BatchTimes.WINDOW; i++) {
            times.observe(8, 3 * trueNanos(8));
        }
        assertThat(times.nanos(8)).isEqualTo(3 * trueNanos(8));

        for (int i = 0; i < 2 * BatchTimes.WINDOW; i++) {
            times.observe(8, trueNanos(8));
        }
        assertThat(times.nanos(8)).isEqualTo(trueNanos(8));
    }

    @Test
    void slowFirstRun_ofOneSize_spoilsNoOther_andKeepsNoSizeFromBeingTried() {
        times.observe(1, 1_000 * trueNanos(1));
        times.observe(32, 1_000 * trueNanos(32));
        for (int i = 0; i < BatchTimes.TRUSTED; i++) {
            times.observe(8, trueNanos(8));
        }

        assertThat(times.nanos(8)).isEqualTo(trueNanos(8));
        assertThat(times.nanos(1)).isLessThanOrEqualTo(trueNanos(8));
        assertThat(times.nanos(32)).isEqualTo(4 * trueNanos(8));
    }

    @Test
    void sizeLearntInAnotherHour_isDoubted_onceTheOthersSaySo() {
        for (int i = 0; i < BatchTimes.WINDOW; i++) {
            times.observe(32, 50 * trueNanos(32));
        }
        for (int i = 0; i < BatchTimes.FRESH; i++) {
            times.observe(8, trueNanos(8));
        }

        assertThat(times.nanos(32)).isEqualTo(4 * trueNanos(8));
    }

    @Test
    void largerBatch_isNeverForetoldToBeQuicker_whateverWasSeen() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            times.observe(1 + random.nextInt(40), random.nextInt(1_000_000));
            long before = 0;
            for (int size = 1; size <= 40; size++) {
                assertThat(times.nanos(size)).as("call %d, size %d", i, size).isGreaterThanOrEqualTo(before);
                before = times.nanos(size);
            }
        }
    }

    @Test
    void oneSizeOnly_growsInProportion_andDoesNotShrinkBelowIt() {
        times.observe(4, 1_000);

        assertThat(times.nanos(1)).isEqualTo(1_000);
        assertThat(times.nanos(4)).isEqualTo(1_000);
        assertThat(times.nanos(12)).isEqualTo(3_000);
    }

    @Test
    void workersLearnAtTheSameTime() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<?>> all = SIZES.stream()
                    .<Future<?>>map(size -> workers.submit(() -> {
                        start.await();
                        for (int i = 0; i < 5_000; i++) {
                            times.observe(size, trueNanos(size));
                        }
                        return null;
                    }))
                    .toList();
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            workers.shutdownNow();
        }

        // Whoever came last is trusted alone or with others; the figures are the same.
        for (int size : SIZES) {
            assertThat((double) times.nanos(size)).isCloseTo(trueNanos(size), within(1.0));
        }
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> times.observe(0, 1)).hasMessageContaining("batch of 0");
        assertThatThrownBy(() -> times.observe(1, -1)).hasMessageContaining("-1 ns");
        assertThatThrownBy(() -> new BatchTimes(List.of())).hasMessageContaining("expected at least one");
    }

    private static long trueNanos(int size) {
        return 200_000 + 50_000L * size;
    }
}
