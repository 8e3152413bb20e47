package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpuGuardTest {
    private static final TinyCheckpoint CHECKPOINT =
            TinyCheckpoint.regression(TinyGraph.linear("value", 2f).bytes(), 1);

    private final FakeGpu gpu = new FakeGpu(CHECKPOINT);
    private final List<String> events = new ArrayList<>();
    private int loads;
    private GpuGuard guard = guard(Optional.empty());

    @AfterEach
    void close() {
        guard.close();
        guard.close();
        assertThat(gpu.closes).hasValue(1);
    }

    private GpuGuard guard(Optional<GpuGuard.Fallback> fallback) {
        return new GpuGuard(gpu, fallback, new GpuGuard.Events() {
            @Override
            public void halved() {
                events.add("halved");
            }

            @Override
            public void movedToCpu(String why) {
                events.add("moved");
            }

            @Override
            public void failed() {
                events.add("failed");
            }
        });
    }

    private LoadOutcome cpu() {
        loads++;
        return new LoadOutcome.Loaded(FakeGpu.load(CHECKPOINT));
    }

    private static List<Prepared> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Prepared(
                        1,
                        List.of(ByteBuffer.allocate(4)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putFloat(0, i)),
                        List.of()))
                .toList();
    }

    private static void assertDoubled(List<ItemOutcome> outcomes, int count) {
        assertThat(outcomes).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(((ItemOutcome.Answered) outcomes.get(i)).outputs().get(0).doubleAt(0))
                    .isEqualTo(2.0 * i);
        }
    }

    @Test
    void batchThatFits_isOneCall() {
        assertDoubled(guard.predict(rows(7)), 7);

        assertThat(gpu.batches).containsExactly(7);
        assertThat(guard.device()).isEqualTo("cuda:0");
        assertThat(events).isEmpty();
    }

    @Test
    void batchTooLarge_isAnsweredInHalves_inOrder() {
        gpu.fits = 4;

        assertDoubled(guard.predict(rows(7)), 7);

        assertThat(gpu.batches).containsExactly(7, 3, 4);
        assertThat(events).containsExactly("halved");
    }

    @Test
    void halfTooLarge_isNotHalvedAgain_andBlamesNobody() {
        gpu.fits = 2;

        assertThatThrownBy(() -> guard.predict(rows(8)))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("batch of 8, also in halves")
                .hasMessageContaining("requested buffer of size 2830172160");

        assertThat(gpu.batches).containsExactly(8, 4);
        assertThat(events).containsExactly("failed");
    }

    @Test
    void oneRequestTooLarge_cannotBeHalved() {
        gpu.fits = 0;

        assertThatThrownBy(() -> guard.predict(rows(1))).isInstanceOf(DeviceMemoryException.class);
        assertThatThrownBy(guard::probe).isInstanceOf(DeviceMemoryException.class);

        assertThat(gpu.batches).containsExactly(1);
    }

    @Test
    void fallback_isLoadedOnce_andAnswersFromThenOn() {
        guard = guard(Optional.of(this::cpu));
        gpu.fits = 1;

        assertDoubled(guard.predict(rows(8)), 8);
        assertThat(guard.device()).isEqualTo("cpu");
        // Its arena gives nothing back before.
        assertThat(gpu.closes).hasValue(1);
        gpu.fits = 100;
        assertDoubled(guard.predict(rows(8)), 8);
        guard.probe();

        assertThat(gpu.batches).containsExactly(8, 4);
        assertThat(loads).isOne();
        assertThat(events).containsExactly("moved");
    }

    @Test
    void fallback_leavesTheSessionToTheCallThatIsInside() throws Exception {
        guard = guard(Optional.of(this::cpu));
        gpu.fits = 1;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            gpu.gate = gate;
            Future<List<ItemOutcome>> inside = other.submit(() -> guard.predict(rows(1)));
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> gpu.batches.size() == 1);
            gpu.gate = new CountDownLatch(0);

            assertDoubled(guard.predict(rows(4)), 4);
            assertThat(gpu.closes).hasValue(0);
            gate.countDown();
            assertDoubled(inside.get(), 1);

            assertThat(gpu.closes).hasValue(1);
        } finally {
            gate.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void fallback_thatCannotBeRead_isTriedAgainWithTheNextBatch() {
        boolean[] readable = {false};
        guard = guard(Optional.of(() -> {
            if (!readable[0]) {
                throw new IOException("stale handle");
            }
            return cpu();
        }));
        gpu.fits = 1;

        assertThatThrownBy(() -> guard.predict(rows(4)))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("cannot be read");
        readable[0] = true;
        assertDoubled(guard.predict(rows(4)), 4);

        assertThat(events).containsExactly("failed", "moved");
    }

    @Test
    void lostGpu_isLost_withAndWithoutAFallback() {
        guard = guard(Optional.of(this::cpu));
        gpu.failure = GpuTexts.ILLEGAL_ADDRESS;

        assertThatThrownBy(() -> guard.predict(rows(4)))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("cuda:0 is lost")
                .hasMessageContaining("CUDA failure 700");
        assertThatThrownBy(guard::probe).isInstanceOf(DeviceLostException.class);

        assertThat(gpu.batches).containsExactly(4);
        assertThat(loads).isZero();
    }

    @Test
    void anyOtherFailure_isLeftAsItIs() {
        gpu.failure = "indices element out of data bounds";

        assertThatThrownBy(() -> guard.predict(rows(4))).isInstanceOf(ModelFailure.class);
        assertThatThrownBy(guard::probe).isInstanceOf(ModelFailure.class);

        assertThat(gpu.batches).containsExactly(4);
        assertThat(events).isEmpty();
    }
}
