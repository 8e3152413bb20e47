package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.model.LoadOutcome.Loaded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeasedModelTest {
    private static final int SWAPS = 500;
    private static final LoadSettings SETTINGS = new LoadSettings(List.of(1, 8), 1, 100);

    private final ModelLoader loader = new ModelLoader();
    private final ExecutorService janitor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "inference-janitor"));

    @AfterEach
    void stopJanitor() {
        janitor.shutdownNow();
    }

    @Test
    void retiredModel_isClosed_whenItsLastLeaseComesBack_onTheJanitor() throws Exception {
        AtomicReference<String> closer = new AtomicReference<>();
        LeasedModel leased = new LeasedModel(new WatchedModel(model("v1"), closer), janitor);
        ModelLease first = leased.acquire().orElseThrow();
        ModelLease second = leased.acquire().orElseThrow();
        assertThat(leased.leases()).isEqualTo(2);

        leased.retire();
        leased.retire();
        assertThat(leased.retired()).isTrue();
        assertThat(leased.leases()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(leased.leases()).isEqualTo(1);
        letJanitorWork();
        assertThat(leased.closed()).isFalse();
        second.model().probe();
        second.close();

        assertThat(leased.awaitClosed(60, TimeUnit.SECONDS)).isTrue();
        assertThat(closer).hasValue("inference-janitor");
        assertThat(leased.leases()).isZero();
        assertThat(leased.acquire()).isEmpty();
        assertThatThrownBy(second::model).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void idleModel_isClosed_asSoonAsItIsRetired_andNotBefore() throws Exception {
        LeasedModel leased = new LeasedModel(model("v1"), janitor);
        leased.acquire().orElseThrow().close();
        letJanitorWork();
        assertThat(leased.closed()).isFalse();
        leased.acquire().orElseThrow().close();

        leased.retire();

        assertThat(leased.awaitClosed(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Timeout(300)
    void modelSwapped500Times_underLoadFromThreeThreads_neverFailsACall_andEveryOldOneIsClosed() throws Exception {
        AtomicReference<LeasedModel> current = new AtomicReference<>(new LeasedModel(model("v0"), janitor));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        ExecutorService load = Executors.newFixedThreadPool(3);
        List<LeasedModel> retired = new ArrayList<>();
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(load.submit(() -> {
                    while (!stop.get()) {
                        try (ModelLease lease = acquire(current)) {
                            List<Prepared> batch = List.of(row(lease.model()), row(lease.model()));
                            assertThat(lease.model().predict(batch)).hasSize(2).allSatisfy(outcome -> assertThat(
                                            ((ItemOutcome.Answered) outcome).label())
                                    .isPresent());
                            calls.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                // However the threads are scheduled, there is load between any two swaps.
                while (calls.get() < swap && callers.stream().noneMatch(Future::isDone)) {
                    Thread.yield();
                }
                LeasedModel old = current.getAndSet(new LeasedModel(model("v" + swap), janitor));
                old.retire();
                retired.add(old);
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get(60, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
            load.shutdownNow();
        }
        current.get().retire();
        retired.add(current.get());
        for (LeasedModel old : retired) {
            assertThat(old.awaitClosed(60, TimeUnit.SECONDS)).as(old.version()).isTrue();
            assertThat(old.leases()).isZero();
        }
        assertThat(calls.get()).isGreaterThanOrEqualTo(SWAPS);
    }

    /** Returns when everything that the janitor was given is done. */
    private void letJanitorWork() throws Exception {
        janitor.submit(() -> {}).get(60, TimeUnit.SECONDS);
    }

    private static ModelLease acquire(AtomicReference<LeasedModel> current) {
        while (true) {
            // Between the read and the acquire the model may be retired and gone; then there is a newer one.
            Optional<ModelLease> lease = current.get().acquire();
            if (lease.isPresent()) {
                return lease.get();
            }
        }
    }

    private static Prepared row(ServedModel model) {
        Request request = new Request(
                "r",
                Optional.empty(),
                new Payload.Tensors(List.of(Tensor.floats("features", new long[] {1, 4}, 1, 2, 3, 4))),
                WireFormat.JSON);
        return ((Accepted<Prepared>) model.prepare(request, "here")).value();
    }

    private ServedModel model(String version) {
        return ((Loaded) loader.load(
                        TinyCheckpoint.classifier().named("tiny", version).verified(), SETTINGS))
                .model();
    }

    /** Notes which thread closed it. */
    private record WatchedModel(ServedModel inner, AtomicReference<String> closer) implements ServedModel {
        @Override
        public io.plumbline.contracts.checkpoint.Manifest manifest() {
            return inner.manifest();
        }

        @Override
        public String device() {
            return inner.device();
        }

        @Override
        public io.plumbline.contracts.event.Decoded<Prepared> prepare(Request request, String where) {
            return inner.prepare(request, where);
        }

        @Override
        public List<ItemOutcome> predict(List<Prepared> batch) {
            return inner.predict(batch);
        }

        @Override
        public void probe() {
            inner.probe();
        }

        @Override
        public java.util.SortedMap<Integer, java.time.Duration> warmUp() {
            return inner.warmUp();
        }

        @Override
        public int nativeArrays() {
            return inner.nativeArrays();
        }

        @Override
        public void close() {
            closer.set(Thread.currentThread().getName());
            inner.close();
        }
    }
}
