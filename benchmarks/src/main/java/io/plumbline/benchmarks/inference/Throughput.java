package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.inference.Course.Run;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.stream.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final Map<String, List<Double>> perSecond = new LinkedHashMap<>();
    private final Map<String, List<Double>> allocated = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private int batch;

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
        side("tabularOctet", octet, Side.PLUMBLINE, sets, 1);
        side("tabularOctetCopy", octet, Side.COPY, sets, 1);
        double share = Math.min(1, Math.max(SHARE_OF_SLOW_SIDES, LEAST_OF_SLOW_SIDES / records));
        side("naive", octet, Side.NAIVE, sets, share);
        side("streams", octet, Side.STREAMS, sets, share);
        List<String> atLeastOnce = new ArrayList<>(sets);
        atLeastOnce.add("delivery=" + Delivery.AT_LEAST_ONCE.label());
        side("tabularOctetAtLeastOnce", octet, Side.PLUMBLINE, atLeastOnce, 1);
        side("tabularOctetAtLeastOnceCopy", octet, Side.COPY, atLeastOnce, 1);
        Course json = course(Network.TABULAR, WireFormat.JSON, records);
        side("tabularJson", json, Side.PLUMBLINE, sets, 1);
        side("tabularJsonCopy", json, Side.COPY, sets, 1);
    }

    /** The convolutional network against ONNX Runtime alone. */
    void cnn(long records) throws IOException {
        Course octet = course(Network.CNN, WireFormat.OCTET_STREAM, records);
        side("cnn", octet, Side.PLUMBLINE, sets, 1);
        SideArguments arguments = new SideArguments(
                octet.workload(), broker.bootstrapServers(), folder.resolve("store"), "session", sets);
        turns.add(round -> {
            BareSession.Answer answer = BareSession.measure(folder, arguments);
            batch = answer.batch();
            progress.session(round, answer);
            note(perSecond, "cnnOnnxRuntime", answer.perSecond());
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
            note(perSecond, name, run.perSecond());
            note(allocated, name, run.allocatedBytesPerRecord());
            note(cpu, name, run.cpuNanosPerRecord());
        });
    }

    private static void note(Map<String, List<Double>> values, String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    void run() {
        for (int round = 1; round <= rounds; round++) {
            List<Turn> order = new ArrayList<>(turns);
            Collections.rotate(order, round - 1);
            for (Turn turn : order) {
                turn.take(round);
            }
        }
    }

    /** The middle of a side's rates, or 0 if it did not run. */
    double medianPerSecond(String name) {
        List<Double> rates = perSecond.getOrDefault(name, List.of());
        return rates.isEmpty() ? 0 : Spread.of(rates).median();
    }

    /** Ratios round by round, under the names that scripts read; then what they were made of. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        ratio(json, "tabularOctetVsCopy", "tabularOctet", "tabularOctetCopy");
        ratio(json, "tabularJsonVsCopy", "tabularJson", "tabularJsonCopy");
        ratio(json, "cnnVsOnnxRuntime", "cnn", "cnnOnnxRuntime");
        ratio(json, "vsNaive", "tabularOctet", "naive");
        ratio(json, "vsStreams", "tabularOctet", "streams");
        ratio(json, "tabularOctetAtLeastOnceVsCopy", "tabularOctetAtLeastOnce", "tabularOctetAtLeastOnceCopy");
        json.put("recordsPerSecond", spreads(perSecond));
        json.put("allocatedBytesPerRecord", spreads(allocated));
        json.put("cpuNanosPerRecord", spreads(cpu));
        if (batch > 0) {
            json.put("onnxRuntimeBestBatch", batch);
        }
        return json;
    }

    private void ratio(Map<String, Object> json, String name, String ours, String theirs) {
        List<Double> mine = perSecond.getOrDefault(ours, List.of());
        List<Double> other = perSecond.getOrDefault(theirs, List.of());
        if (mine.isEmpty() || other.isEmpty()) {
            return;
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < mine.size(); round++) {
            ratios.add(mine.get(round) / other.get(round));
        }
        json.put(name, Spread.of(ratios).json());
    }

    private static Map<String, Object> spreads(Map<String, List<Double>> values) {
        Map<String, Object> spreads = new LinkedHashMap<>();
        values.forEach((name, each) -> spreads.put(name, Spread.of(each).json()));
        return spreads;
    }
}
