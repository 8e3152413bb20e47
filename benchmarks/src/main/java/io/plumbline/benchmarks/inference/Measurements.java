package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.inference.Course.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, round by round and side by side, and the ratios that it comes to. */
final class Measurements {
    static final String OCTET = "tabularOctet";
    static final String OCTET_COPY = "tabularOctetCopy";
    static final String NAIVE = "naive";
    static final String STREAMS = "streams";
    static final String AT_LEAST_ONCE = "tabularOctetAtLeastOnce";
    static final String AT_LEAST_ONCE_COPY = "tabularOctetAtLeastOnceCopy";
    static final String JSON = "tabularJson";
    static final String JSON_COPY = "tabularJsonCopy";
    static final String CNN = "cnn";
    static final String ONNX_RUNTIME = "cnnOnnxRuntime";

    private final Map<String, List<Double>> perSecond = new LinkedHashMap<>();
    private final Map<String, List<Double>> allocated = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private int bestBatch;

    void add(String name, Run run) {
        note(perSecond, name, run.perSecond());
        note(allocated, name, run.allocatedBytesPerRecord());
        note(cpu, name, run.cpuNanosPerRecord());
    }

    void add(String name, BareSession.Answer answer) {
        bestBatch = answer.batch();
        note(perSecond, name, answer.perSecond());
    }

    private static void note(Map<String, List<Double>> values, String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    /** The middle of a side's rates, or 0 if it did not run. */
    double medianPerSecond(String name) {
        List<Double> rates = perSecond.getOrDefault(name, List.of());
        return rates.isEmpty() ? 0 : Spread.of(rates).median();
    }

    /** Ratios round by round, under the names that scripts read; then what they were made of. May be added to. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        ratio(json, "tabularOctetVsCopy", OCTET, OCTET_COPY);
        ratio(json, "tabularJsonVsCopy", JSON, JSON_COPY);
        ratio(json, "cnnVsOnnxRuntime", CNN, ONNX_RUNTIME);
        ratio(json, "vsNaive", OCTET, NAIVE);
        ratio(json, "vsStreams", OCTET, STREAMS);
        ratio(json, "tabularOctetAtLeastOnceVsCopy", AT_LEAST_ONCE, AT_LEAST_ONCE_COPY);
        group(json, "recordsPerSecond", perSecond);
        group(json, "allocatedBytesPerRecord", allocated);
        group(json, "cpuNanosPerRecord", cpu);
        if (bestBatch > 0) {
            json.put("onnxRuntimeBestBatch", bestBatch);
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

    private static void group(Map<String, Object> json, String name, Map<String, List<Double>> values) {
        if (!values.isEmpty()) {
            Map<String, Object> spreads = new LinkedHashMap<>();
            values.forEach((side, each) -> spreads.put(side, Spread.of(each).json()));
            json.put(name, spreads);
        }
    }
}
