package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.Rates;
import io.plumbline.benchmarks.race.Run;
import java.util.LinkedHashMap;
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

    private final Rates rates = new Rates();
    private int bestBatch;

    void add(String name, Run run) {
        rates.add(name, run);
    }

    void add(String name, BareSession.Answer answer) {
        bestBatch = answer.batch();
        rates.addRate(name, answer.perSecond());
    }

    /** The middle of a side's rates, or 0 if it did not run. */
    double medianPerSecond(String name) {
        return rates.medianPerSecond(name);
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
        rates.write(json, "recordsPerSecond");
        if (bestBatch > 0) {
            json.put("onnxRuntimeBestBatch", bestBatch);
        }
        return json;
    }

    private void ratio(Map<String, Object> json, String name, String ours, String theirs) {
        rates.ratio(ours, theirs).ifPresent(ratio -> json.put(name, ratio.json()));
    }
}
