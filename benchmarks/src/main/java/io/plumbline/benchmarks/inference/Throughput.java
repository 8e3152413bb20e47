package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.Run;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.stream.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Rounds in which each side takes its turn; in every round another one begins.
 *
 * <p>Threads: one caller.
 */
final class Throughput {
    /** Of the counted requests, for sides that answer one at a time. */
    private static final double SHARE_OF_SLOW_SIDES = 0.1;

    /** And of those at least so many: the clock is read every few milliseconds. */
    private static final double LEAST_OF_SLOW_SIDES = 20_000;

    private static final int WARM_UP_DIVISOR = 5;
    private static final long MOST_WARM_UP = 100_000;

    private final BenchBroker broker;
    private final Path folder;
    private final List<String> sets;
    private final int rounds;
    private final Progress progress;

    /** What there is to run in a round. */
    private final List<Turn> turns = new ArrayList<>();

    private final Measurements measurements = new Measurements();

    Throughput(BenchBroker broker, Path folder, List<String> sets, int rounds, Progress progress) {
        this.broker = broker;
        this.folder = folder;
        this.sets = sets;
        this.rounds = rounds;
        this.progress = progress;
    }

    private interface Turn {
        void take(int round);
    }

    /** The tabular network: octet-stream against the copy and what a user would write, then JSON against the copy. */
    void tabular(long records) throws IOException {
        Course octet = course(Network.TABULAR, WireFormat.OCTET_STREAM, records);
        side(Measurements.OCTET, octet, Side.PLUMBLINE, sets, 1);
        side(Measurements.OCTET_COPY, octet, Side.COPY, sets, 1);
        double share = Math.min(1, Math.max(SHARE_OF_SLOW_SIDES, LEAST_OF_SLOW_SIDES / records));
        side(Measurements.NAIVE, octet, Side.NAIVE, sets, share);
        side(Measurements.STREAMS, octet, Side.STREAMS, sets, share);
        List<String> atLeastOnce = new ArrayList<>(sets);
        atLeastOnce.add("delivery=" + Delivery.AT_LEAST_ONCE.label());
        side(Measurements.AT_LEAST_ONCE, octet, Side.PLUMBLINE, atLeastOnce, 1);
        side(Measurements.AT_LEAST_ONCE_COPY, octet, Side.COPY, atLeastOnce, 1);
        Course json = course(Network.TABULAR, WireFormat.JSON, records);
        side(Measurements.JSON, json, Side.PLUMBLINE, sets, 1);
        side(Measurements.JSON_COPY, json, Side.COPY, sets, 1);
    }

    /** The convolutional network against ONNX Runtime alone. */
    void cnn(long records) throws IOException {
        Course octet = course(Network.CNN, WireFormat.OCTET_STREAM, records);
        side(Measurements.CNN, octet, Side.PLUMBLINE, sets, 1);
        SideArguments arguments = new SideArguments(
                octet.workload(), broker.bootstrapServers(), folder.resolve("store"), "session", sets);
        turns.add(round -> {
            BareSession.Answer answer = BareSession.measure(folder, arguments);
            progress.say(String.format(
                    Locale.ROOT,
                    "round %d  %-28s %,10.0f rows/s in batches of %d",
                    round,
                    Measurements.ONNX_RUNTIME,
                    answer.perSecond(),
                    answer.batch()));
            measurements.add(Measurements.ONNX_RUNTIME, answer);
        });
    }

    private Course course(Network network, WireFormat format, long records) throws IOException {
        Workload workload = new Workload(network, format, "race");
        progress.say("filling " + workload.topics().requests());
        long warmUp = Math.min(MOST_WARM_UP, records / WARM_UP_DIVISOR);
        return new Course(broker, folder, workload, warmUp, records, sets);
    }

    private void side(String name, Course course, Side side, List<String> with, double share) {
        turns.add(round -> {
            Run run = course.run(side, with, share);
            progress.run(round, name, run);
            measurements.add(name, run);
        });
    }

    /** Runs everything that was asked for before. */
    Measurements run() {
        for (int round = 1; round <= rounds; round++) {
            List<Turn> order = new ArrayList<>(turns);
            Collections.rotate(order, round - 1);
            for (Turn turn : order) {
                turn.take(round);
            }
        }
        return measurements;
    }
}
