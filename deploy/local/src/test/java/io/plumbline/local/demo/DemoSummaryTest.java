package io.plumbline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.local.scrape.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
    private static final Samples INFERENCE = Samples.parse("""
            inference_records_total{model="fashion",model_version="v1",outcome="predicted"} 6
            inference_records_total{model="fashion",model_version="v2",outcome="predicted"} 3
            inference_records_total{model="fashion",model_version="v2",outcome="dead_lettered"} 1
            inference_dlq_total{reason="malformed"} 1
            inference_model_info{model="fashion",model_version="v2",checkpoint="c",role="champion",device="cpu"} 1
            """);

    private static final Samples EVALUATOR = Samples.parse("""
            evaluator_joined_total{model="fashion",model_version="v1",partition="0",order="prediction_first"} 4
            evaluator_joined_total{model="fashion",model_version="v1",partition="1",order="prediction_first"} 3
            evaluator_joined_retracted_total{model="fashion",model_version="v1",partition="1",order="prediction_first"} 1
            evaluator_joined_total{model="fashion",model_version="v2",partition="0",order="label_first"} 3
            evaluator_metric_samples{model="fashion",model_version="v1",window="cumulative",view="provisional"} 6
            evaluator_metric_samples{model="fashion",model_version="v1",window="cumulative",view="matured"} 0
            evaluator_metric_samples{model="fashion",model_version="v2",window="cumulative",view="provisional"} 3
            evaluator_metric{model="fashion",model_version="v1",metric="accuracy",window="cumulative",view="provisional"} 0.5
            evaluator_metric{model="fashion",model_version="v1",metric="f1_macro",window="cumulative",view="provisional"} 0.25
            evaluator_metric{model="fashion",model_version="v1",metric="f1_micro",window="cumulative",view="provisional"} 0.5
            evaluator_metric{model="fashion",model_version="v2",metric="accuracy",window="cumulative",view="provisional"} 1
            evaluator_metric{model="fashion",model_version="v2",metric="f1_macro",window="cumulative",view="provisional"} 0.75
            """);

    private final DemoSummary summary = DemoSummary.of(
            DemoTask.CLASSIFICATION, 10, 1, Duration.ofMillis(12_345), Reading.of("fashion", INFERENCE, EVALUATOR));

    @Test
    void json_isTheObjectThatScriptsRead() {
        assertThat(summary.json())
                .isEqualTo(
                        "{\"records\":10,\"predicted\":9,\"joined\":9,\"deadLetters\":1,\"swaps\":1,\"seconds\":12.345,"
                                + "\"models\":[{\"model\":\"fashion\",\"version\":\"v1\",\"role\":\"previous\",\"records\":6,"
                                + "\"metrics\":{\"accuracy\":0.5,\"f1_macro\":0.25}},"
                                + "{\"model\":\"fashion\",\"version\":\"v2\",\"role\":\"champion\",\"records\":3,"
                                + "\"metrics\":{\"accuracy\":1.0,\"f1_macro\":0.75}}]}");
    }

    @Test
    void table_hasARowForEachVersion() {
        assertThat(summary.table())
                .containsExactly(
                        "10 records sent, 9 predicted, 9 joined with their labels, 1 dead letters, 1 hot swaps, 12.3 s",
                        "  version  role      samples  accuracy  macro F1",
                        "  v1       previous        6    0.5000    0.2500",
                        "  v2       champion        3    1.0000    0.7500");
    }

    @Test
    void otherModels_areNotCounted() {
        Reading reading = Reading.of("ames-price", INFERENCE, EVALUATOR);

        assertThat(reading.predicted()).isZero();
        assertThat(reading.joined()).isZero();
        assertThat(reading.versions()).isEmpty();
    }
}
