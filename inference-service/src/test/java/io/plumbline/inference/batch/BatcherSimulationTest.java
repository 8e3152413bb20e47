package io.plumbline.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** The batcher in a loop like the service's, on a clock that only this test moves; seeded arrivals. */
class BatcherSimulationTest {
    private static final BatchKey BUSY = new BatchKey("busy", "", "");
    private static final BatchKey RARE = new BatchKey("rare", "", "");
    private static final long MILLI = 1_000_000;
    private static final long TURN = MILLI / 5;
    private static final long SECOND = 1000 * MILLI;

    /** 2 ms, and 0.25 ms for each: 200 a second one by one, 3200 in batches of 32. */
    private static final IntToLongFunction MODEL = size -> 2 * MILLI + size * MILLI / 4;

    @Test
    void noBacklog_noRequestWaitsLonger_thanItsWaitAndTheWorkers() {
        for (int seed = 0; seed < 5; seed++) {
            Simulation simulation = new Simulation(new BatchConfig(32, Duration.ofMillis(4)), MODEL);
            simulation.arrivals(BUSY, new Random(seed), 500, 10);

            simulation.run(12);

            // Its own wait, the batch that runs and the one that lies ready, a turn.
            long bound = 4 * MILLI + 2 * MODEL.applyAsLong(32) + 2 * TURN;
            assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
            assertThat(simulation.longestWait(BUSY)).isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void noBacklog_anIdleWorkerTakesAtOnce() {
        Simulation simulation = new Simulation(new BatchConfig(32, Duration.ZERO), MODEL);
        for (int i = 0; i < 1_000; i++) {
            simulation.add(BUSY, i * 5 * MILLI, Group.NO_DEADLINE);
        }

        simulation.run(6);

        assertThat(simulation.longestWait(BUSY)).isLessThanOrEqualTo(TURN);
    }

    @Test
    void manyMoreThanOneByOne_areServedWithoutAnyWait_becauseBatchesGrowWhileTheWorkerIsBusy() {
        Simulation simulation = new Simulation(new BatchConfig(32, Duration.ZERO), MODEL);
        simulation.arrivals(BUSY, new Random(1), 2_000, 10);

        simulation.run(11);

        assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
        assertThat(simulation.latencyQuantile(0.99)).isLessThan(35 * MILLI);
    }

    @Test
    void backlog_fillsBatches_andARareModelIsNotStarved() {
        Simulation simulation = new Simulation(new BatchConfig(32, Duration.ZERO), MODEL);
        // More than it can take.
        simulation.arrivals(BUSY, new Random(3), 4_000, 15);
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            simulation.add(RARE, random.nextInt(15_000) * MILLI, Group.NO_DEADLINE);
        }

        simulation.run(20);

        assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
        assertThat(simulation.meanBatch(BUSY)).isGreaterThan(31.5);
        // 20 ms of patience; then one batch that runs, one that lies ready, and a turn.
        assertThat(simulation.mostOvertaken(RARE)).isLessThanOrEqualTo(20 * MILLI + 2 * MODEL.applyAsLong(32) + TURN);
    }

    @Test
    void targetThatCanBeKept_isKept_byEveryRequest() {
        for (int seed = 0; seed < 5; seed++) {
            Simulation simulation = withTarget(60, false);
            simulation.arrivals(BUSY, new Random(seed), 1_500, 20);

            simulation.run(21);

            assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
            assertThat(simulation.late()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void targetOffOne_alsoWithNoise_isMissedByFew() {
        Random noise = new Random(9);
        Simulation simulation = new Simulation(
                new BatchConfig(256, Duration.ZERO, new DeadlineConfig(millis(50), millis(5), false)), size -> (long)
                        (MODEL.applyAsLong(size) * (noise.nextInt(50) == 0 ? 4 : 0.9 + 0.2 * noise.nextDouble())));
        simulation.targetNanos = 50 * MILLI;
        simulation.arrivals(BUSY, new Random(4), 1_500, 20);

        simulation.run(21);

        assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
        assertThat((double) simulation.late() / simulation.answered()).isLessThan(0.05);
    }

    @Test
    void waitingForCompany_neverCostsTheTarget() {
        for (boolean lagging : new boolean[] {false, true}) {
            Simulation blind = new Simulation(new BatchConfig(32, millis(100)), MODEL);
            blind.blind = true;
            Simulation seeing = new Simulation(
                    new BatchConfig(32, millis(100), new DeadlineConfig(millis(60), millis(5), false)), MODEL);
            for (Simulation simulation : List.of(blind, seeing)) {
                simulation.targetNanos = 60 * MILLI;
                simulation.lagging = lagging;
                simulation.arrivals(BUSY, new Random(5), 50, 10);
                simulation.run(12);
            }

            assertThat(seeing.answered()).isEqualTo(seeing.requests.size());
            assertThat(seeing.late()).isZero();
            assertThat(seeing.meanBatch(BUSY)).as("it waits as long as it can").isGreaterThan(2);
            assertThat(blind.late()).isGreaterThan(seeing.requests.size() / 2);
        }
    }

    @Test
    void oneInAHurry_isNotHeldUpByTheCrowdBehindIt() {
        for (boolean blind : new boolean[] {true, false}) {
            Simulation simulation = new Simulation(new BatchConfig(256, Duration.ZERO), MODEL);
            simulation.blind = blind;
            for (int i = 0; i < 100; i++) {
                // Within one turn of the loop, so all are polled at once.
                long at = i * 100 * MILLI + TURN / 2;
                simulation.add(BUSY, at, at + 20 * MILLI);
                for (int k = 0; k < 200; k++) {
                    simulation.add(BUSY, at, at + 500 * MILLI);
                }
            }

            simulation.run(12);

            assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
            assertThat(simulation.late()).isEqualTo(blind ? 100 : 0);
        }
    }

    @Test
    void afterAStandstill_itCatchesUp_andKeepsItsTargetAgain() {
        Simulation simulation = withTarget(60, false);
        simulation.arrivals(BUSY, new Random(8), 2_400, 20);
        simulation.standstillFrom = 2 * SECOND;
        simulation.standstillUntil = 3 * SECOND;

        simulation.run(22);

        assertThat(simulation.answered()).isEqualTo(simulation.requests.size());
        assertThat(simulation.lateThatArrivedIn(0, 2 * SECOND - 60 * MILLI)).isZero();
        assertThat(simulation.lateThatArrivedIn(2 * SECOND, 3 * SECOND)).isPositive();
        assertThat(simulation.lateThatArrivedIn(8 * SECOND, 20 * SECOND)).isZero();
    }

    @Test
    void whereTheExpiredAreDropped_whoComesAfterAStandstillIsServedInTime() {
        Simulation simulation = withTarget(60, true);
        simulation.arrivals(BUSY, new Random(8), 2_400, 10);
        simulation.standstillFrom = 2 * SECOND;
        simulation.standstillUntil = 3 * SECOND;

        simulation.run(12);

        assertThat(simulation.answered() + simulation.expired).isEqualTo(simulation.requests.size());
        assertThat(simulation.expired).isBetween(2_000L, 3_000L);
        assertThat(simulation.lateThatArrivedIn(3_300 * MILLI, 10 * SECOND)).isZero();
    }

    private static Simulation withTarget(long targetMillis, boolean dropExpired) {
        Simulation simulation = new Simulation(
                new BatchConfig(32, Duration.ZERO, new DeadlineConfig(millis(targetMillis), millis(5), dropExpired)),
                MODEL);
        simulation.targetNanos = targetMillis * MILLI;
        return simulation;
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** One worker, one batch more that lies ready, and a queue in front of the batcher that stands for the topic. */
    private static final class Simulation {
        private static final int POLLED = 2_000;

        private final Batcher<Request> batcher;
        private final IntToLongFunction actual;
        private final BatchTimes times;
        private final List<Request> requests = new ArrayList<>();
        private final List<Running> running = new ArrayList<>();
        private long now;
        private long targetNanos;
        /** There is always more on the topic. */
        private boolean lagging;

        /** The batcher is not told any deadline. */
        private boolean blind;

        private long standstillFrom = Long.MAX_VALUE;
        private long standstillUntil = Long.MAX_VALUE;
        private long expired;
        private final List<Running> ended = new ArrayList<>();

        private static final class Request {
            final BatchKey key;
            final long arrival;
            final long deadline;
            long offered;
            long started = -1;
            long done = -1;

            Request(BatchKey key, long arrival, long deadline) {
                this.key = key;
                this.arrival = arrival;
                this.deadline = deadline;
            }
        }

        private record Running(Batch<Request> batch, long from, long expectedUntil, long until) {}

        Simulation(BatchConfig config, IntToLongFunction actual) {
            this.actual = actual;
            this.times = new BatchTimes(config.buckets());
            for (int size : config.buckets()) {
                times.observe(size, actual.applyAsLong(size));
            }
            this.batcher = new Batcher<>(config, POLLED, () -> now, (key, size) -> times.nanos(size));
        }

        void add(BatchKey key, long arrival, long deadline) {
            requests.add(new Request(key, arrival, deadline));
        }

        /** So many a second, at random; due after the target, if there is one. */
        void arrivals(BatchKey key, Random random, double perSecond, int seconds) {
            double at = 0;
            while (at < seconds * (double) SECOND) {
                add(key, (long) at, targetNanos == 0 ? Group.NO_DEADLINE : (long) at + targetNanos);
                at -= Math.log(1 - random.nextDouble()) * SECOND / perSecond;
            }
        }

        void run(int seconds) {
            requests.sort((a, b) -> Long.compare(a.arrival, b.arrival));
            int next = 0;
            for (; now < seconds * SECOND; now += TURN) {
                collect();
                int polled = 0;
                while (next < requests.size() && requests.get(next).arrival <= now && polled < 500) {
                    Request request = requests.get(next);
                    long left = request.deadline == Group.NO_DEADLINE || blind
                            ? Batcher.NO_DEADLINE
                            : request.deadline - now;
                    if (!batcher.offer(request.key, request, left)) {
                        break;
                    }
                    request.offered = now;
                    polled++;
                    next++;
                }
                boolean backlog = lagging || next < requests.size() && requests.get(next).arrival <= now;
                if (now < standstillFrom || now >= standstillUntil) {
                    dispatch(backlog);
                }
            }
        }

        private void collect() {
            while (!running.isEmpty() && running.get(0).until() <= now) {
                Running one = running.remove(0);
                one.batch().items().forEach(request -> request.done = one.until());
                times.observe(one.batch().items().size(), one.until() - one.from());
                ended.add(one);
            }
        }

        private void dispatch(boolean backlog) {
            while (running.size() < 2) {
                long busy = running.isEmpty() ? 0 : Math.max(0, running.get(0).expectedUntil() - now);
                var polled = batcher.poll(backlog, busy);
                if (polled.isEmpty()) {
                    return;
                }
                Batch<Request> batch = polled.get();
                expired += batch.expired().size();
                if (batch.items().isEmpty()) {
                    continue;
                }
                int size = batch.items().size();
                long from = running.isEmpty() ? now : running.get(0).until();
                batch.items().forEach(request -> request.started = from);
                running.add(new Running(batch, from, from + times.nanos(size), from + actual.applyAsLong(size)));
            }
        }

        long answered() {
            return requests.stream().filter(request -> request.done >= 0).count();
        }

        long late() {
            return lateThatArrivedIn(0, Long.MAX_VALUE);
        }

        long lateThatArrivedIn(long from, long until) {
            return requests.stream()
                    .filter(request -> request.arrival >= from && request.arrival < until)
                    .filter(request -> request.done > request.deadline)
                    .count();
        }

        long longestWait(BatchKey key) {
            return requests.stream()
                    .filter(request -> request.key.equals(key) && request.started >= 0)
                    .mapToLong(request -> request.started - request.arrival)
                    .max()
                    .orElseThrow();
        }

        /** How much later than one of that kind another was offered, and was started before it all the same. */
        long mostOvertaken(BatchKey key) {
            long most = 0;
            for (Request one : requests) {
                if (one.key.equals(key)) {
                    for (Request other : requests) {
                        if (other.started < one.started) {
                            most = Math.max(most, other.offered - one.offered);
                        }
                    }
                }
            }
            return most;
        }

        long latencyQuantile(double quantile) {
            long[] sorted = requests.stream()
                    .filter(request -> request.done >= 0)
                    .mapToLong(request -> request.done - request.arrival)
                    .sorted()
                    .toArray();
            return sorted[(int) (quantile * (sorted.length - 1))];
        }

        double meanBatch(BatchKey key) {
            return ended.stream()
                    .filter(one -> one.batch().key().equals(key))
                    .mapToInt(one -> one.batch().items().size())
                    .average()
                    .orElseThrow();
        }
    }
}
