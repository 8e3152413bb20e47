package io.plumbline.inference.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadBulkheadTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        gate.countDown();
        other.shutdownNow();
        Thread.interrupted();
    }

    private Future<String> load(LoadBulkhead bulkhead) {
        Future<String> loading = other.submit(() -> bulkhead.call(() -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return "first";
        }));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> bulkhead.available() == 0);
        return loading;
    }

    @Test
    void secondLoad_waitsItsTurn() throws Exception {
        LoadBulkhead bulkhead = new LoadBulkhead(1, Duration.ofMinutes(1));
        Future<String> first = load(bulkhead);
        ExecutorService third = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> second = third.submit(() -> bulkhead.call(first::isDone));
            gate.countDown();

            assertThat(first.get()).isEqualTo("first");
            assertThat(second.get())
                    .as("it began only when the first had ended")
                    .isNotNull();
            assertThat(bulkhead.available()).isOne();
        } finally {
            third.shutdownNow();
        }
    }

    @Test
    void turnThatDoesNotCome_saysWhatHoldsIt() {
        LoadBulkhead bulkhead = new LoadBulkhead(1, Duration.ofMillis(10));
        load(bulkhead);

        assertThatThrownBy(() -> bulkhead.call(() -> "second"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 loads run")
                .hasMessageContaining("load.concurrency");
    }

    @Test
    void interrupt_endsTheWait_andIsKept() {
        LoadBulkhead bulkhead = new LoadBulkhead(1, Duration.ofMinutes(1));
        load(bulkhead);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> bulkhead.call(() -> "second")).isInstanceOf(IOException.class);

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void loadThatFails_givesItsPlaceBack() {
        LoadBulkhead bulkhead = new LoadBulkhead(2, Duration.ZERO);

        assertThatThrownBy(() -> bulkhead.call(() -> {
                    assertThat(bulkhead.available()).isOne();
                    throw new IOException("stale handle");
                }))
                .hasMessage("stale handle");

        assertThat(bulkhead.available()).isEqualTo(2);
    }
}
