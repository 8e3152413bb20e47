package io.plumbline.metrics.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.metrics.exact.UnitFixed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every profile against what the tool it is named after answered: files that say tool, version, command and script. */
final class GoldenProfilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Our sums' rounding (2^-29 of a log-loss) is below this, in proportion or absolutely. */
    private static final double ROUNDING = 1e-8;

    /** One case of one file. {@code tolerance}: what the tool's own arithmetic and printing leave open. */
    record Case(Profile profile, JsonNode json, double tolerance) {
        @Override
        public String toString() {
            return profile.key() + ": " + json.get("kind").asText() + ", "
                    + json.get("name").asText();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        read(Profile.SKLEARN, ROUNDING),
                        // float32 inside: 24 bits, and some more lost on the way.
                        read(Profile.TORCHMETRICS, 2e-6),
                        // Printed with four decimals.
                        read(Profile.TREC_EVAL, .5001e-4))
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyValue_isTheTools(Case golden) {
        Map<String, Double> ours = ProfileValues.of(golden.profile.definitions(), golden.json);
        JsonNode expected = golden.json.get("expected");
        assertThat(expected).isNotEmpty();
        expected.fieldNames().forEachRemaining(metric -> {
            Double value = ours.get(metric);
            assertThat(value).as(metric).isNotNull();
            if (expected.get(metric).isNull()) {
                assertThat(value).as(metric).isNaN();
            } else {
                double tools = expected.get(metric).asDouble();
                // Magnitudes of a histogram are as exact as their bucket is narrow.
                double open = metric.contains("max_error") || metric.contains("median")
                        ? tools / 64
                        : golden.tolerance * Math.max(1, Math.abs(tools));
                assertThat(value).as(metric).isCloseTo(tools, within(open));
            }
        });
    }

    @Test
    void theFiles_sayWhereTheyAreFrom() {
        for (String name : List.of("sklearn", "torchmetrics", "trec_eval")) {
            JsonNode file = file(name);
            assertThat(file.get("versions").size()).isGreaterThanOrEqualTo(2);
            assertThat(file.get("command").asText()).isNotBlank();
            assertThat(file.get("script").asText()).isEqualTo("metrics/src/test/golden/generate.py");
        }
        assertThat(file("sklearn").at("/versions/scikit-learn").asText()).isEqualTo("1.9.1");
        assertThat(file("torchmetrics").at("/versions/torchmetrics").asText()).isEqualTo("1.9.0");
        assertThat(file("trec_eval").at("/versions/trec_eval").asText()).isEqualTo("9.0.4");
        assertThat(UnitFixed.ONE * ROUNDING).isGreaterThan(1);
    }

    private static List<Case> read(Profile profile, double tolerance) {
        List<Case> cases = new ArrayList<>();
        StreamSupport.stream(file(profile.key()).get("cases").spliterator(), false)
                .forEach(json -> cases.add(new Case(profile, json, tolerance)));
        return cases;
    }

    private static JsonNode file(String name) {
        String path = "/golden/" + name + ".json";
        try (InputStream stream = Objects.requireNonNull(GoldenProfilesTest.class.getResourceAsStream(path), path)) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }
}
