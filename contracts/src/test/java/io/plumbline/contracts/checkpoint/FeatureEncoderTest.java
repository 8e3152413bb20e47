package io.plumbline.contracts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.FeatureValue.Missing;
import io.plumbline.contracts.event.FeatureValue.Numeric;
import io.plumbline.contracts.event.FeatureValue.Text;
import io.plumbline.contracts.event.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {
    private final FeatureEncoder encoder = new FeatureEncoder(List.of(
            new Step.Impute("area", 99),
            new Step.Log1p("area"),
            new Step.Standardize("area", 2, 4),
            new Step.OneHot("kind", List.of("house", "flat")),
            new Step.Assemble("features", List.of("kind", "year", "area"))));

    private float[] encode(Map<String, FeatureValue> features) {
        float[] rows = {-9, -9, -9, -9, -9, -9};
        assertThat(encoder.encode(features, rows, 1, "here")).isEmpty();
        return rows;
    }

    @Test
    void stepsRunInOrder_andFeaturesLieInTheOrderAssembled() {
        float[] row =
                encode(Map.of("area", new Numeric(Math.E - 1), "kind", new Text("flat"), "year", new Numeric(2006)));

        assertThat(encoder.width()).isEqualTo(4);
        assertThat(row).containsExactly(-9, 0, 1, 2006, (1f - 2) / 4, -9);
    }

    @Test
    void aMissingNumber_isImputed_andAMissingOrUnseenCategoryGivesZeros() {
        float imputed = (float) ((Math.log1p(99) - 2) / 4);

        assertThat(encode(Map.of("year", new Numeric(1), "area", new Missing(), "kind", new Text("boat"))))
                .containsExactly(-9, 0, 0, 1, imputed, -9);
        assertThat(encode(Map.of("year", new Numeric(1)))).containsExactly(-9, 0, 0, 1, imputed, -9);
    }

    @Test
    void whatCannotBeEncoded_isRefusedWithItsFeature() {
        assertRefused(Map.of(), RejectReason.MISSING_FIELD, "year");
        assertRefused(Map.of("year", new Text("two")), RejectReason.WRONG_TYPE, "year");
        assertRefused(Map.of("year", new Numeric(1), "kind", new Numeric(1)), RejectReason.WRONG_TYPE, "kind");
        assertRefused(Map.of("year", new Numeric(1e300)), RejectReason.NON_FINITE_INPUT, "year");
        assertRefused(Map.of("year", new Numeric(1), "area", new Numeric(-2)), RejectReason.NON_FINITE_INPUT, "area");
    }

    private void assertRefused(Map<String, FeatureValue> features, RejectReason reason, String feature) {
        Optional<Rejected<float[]>> refusal = encoder.encode(features, new float[4], 0, "topic-0@1");
        assertThat(refusal).hasValueSatisfying(rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.describe()).contains("'" + feature + "'").contains("topic-0@1");
        });
    }

    @Test
    void stepsThatContradictEachOther_areRefusedAtOnce() {
        Step assemble = new Step.Assemble("features", List.of("a"));
        assertThatThrownBy(() -> new FeatureEncoder(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("assemble");
        assertThatThrownBy(() -> new FeatureEncoder(List.of(assemble, new Step.Log1p("a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new FeatureEncoder(List.of(new Step.Log1p("a"), new Step.OneHot("a", List.of("x")), assemble)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FeatureEncoder(List.of(new Step.OneHot("a", List.of("x", "x")), assemble)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }
}
