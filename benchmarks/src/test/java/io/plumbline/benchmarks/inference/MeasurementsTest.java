package io.plumbline.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.benchmarks.race.Probe.Reading;
import io.plumbline.benchmarks.race.Probe.Usage;
import io.plumbline.benchmarks.race.Run;
import io.plumbline.benchmarks.race.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private static Run run(double perSecond) {
        return new Run("any", 100, 100 / perSecond, new Reading(Map.of("main", new Usage(5000, 700)), 900, 0, 0), 1);
    }

    @Test
    void json_hasTheKeysThatScriptsRead() {
        Measurements measurements = new Measurements();
        for (String side : List.of(
                "tabularOctet", "tabularOctetCopy", "tabularJson", "tabularJsonCopy", "cnn", "naive", "streams")) {
            measurements.add(side, run(10));
        }
        measurements.add("cnnOnnxRuntime", new BareSession.Answer(20, 8));

        Map<String, Object> json = measurements.json();

        assertThat(json)
                .containsKeys("tabularOctetVsCopy", "tabularJsonVsCopy", "cnnVsOnnxRuntime", "vsNaive", "vsStreams")
                .containsEntry("cnnVsOnnxRuntime", Map.of("min", 0.5, "median", 0.5, "max", 0.5))
                .containsEntry("onnxRuntimeBestBatch", 8);
        assertThat((Map<?, ?>) json.get("allocatedBytesPerRecord"))
                .isEqualTo(Map.of(
                        "tabularOctet", spread(50),
                        "tabularOctetCopy", spread(50),
                        "tabularJson", spread(50),
                        "tabularJsonCopy", spread(50),
                        "cnn", spread(50),
                        "naive", spread(50),
                        "streams", spread(50)));
    }

    private static Map<String, Double> spread(double value) {
        return Map.of("min", value, "median", value, "max", value);
    }

    @Test
    void ratio_isTakenWithinARound_notOfTheMedians() {
        Measurements measurements = new Measurements();
        for (double[] round : new double[][] {{10, 20}, {40, 40}, {30, 10}}) {
            measurements.add("tabularOctet", run(round[0]));
            measurements.add("tabularOctetCopy", run(round[1]));
        }

        assertThat(measurements.json())
                .containsEntry("tabularOctetVsCopy", Map.of("min", 0.5, "median", 1.0, "max", 3.0));
    }

    @Test
    void ratio_isLeftOut_whenASideDidNotRun() {
        Measurements measurements = new Measurements();
        measurements.add("tabularOctet", run(10));

        assertThat(measurements.json()).doesNotContainKeys("tabularOctetVsCopy", "vsNaive");
        assertThat(measurements.medianPerSecond("naive")).isZero();
    }

    @Test
    void median_ofAnEvenNumber_isBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 8.0))).isEqualTo(new Spread(1, 3, 8));
    }
}
