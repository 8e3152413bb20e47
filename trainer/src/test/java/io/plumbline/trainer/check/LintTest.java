package io.plumbline.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.trainer.check.Warning.Severity;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    /** A sound experiment over 1,000 rows in two classes, twenty epochs of sixteen steps. */
    private static final String SOUND = "{seed: 7, data: {holdout: 100}, network: {type: mlp, dropout: 0.1},"
            + " loss: {type: cross-entropy, label-smoothing: 0.0}, optimizer: {type: adamw, weight-decay: 0.01},"
            + " schedule: {type: cosine, learning-rate: 0.001}, fit: {epochs: 20, batch: 64}}";

    private static final DataFacts DATA = facts(1000, 100, 500, 500);
    private static final RateCurve RATES = new RateCurve(0.0001, 0.001, 30, 0, 320, List.of(0.0001, 0.001, 0.0));

    @Test
    void aSoundExperiment_hasNoWarning() {
        assertThat(found(SOUND)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            patience-not-below-epochs           | fit: {epochs: 20, early-stopping: {patience: 20}} | fit: {epochs: 20, early-stopping: {patience: 19}}
            plateau-patience-not-below-stopping | schedule: {type: plateau, patience: 5}, fit: {epochs: 20, early-stopping: {patience: 5}} | schedule: {type: plateau, patience: 4}, fit: {epochs: 20, early-stopping: {patience: 5}}
            schedule-length-differs             | schedule: {type: cosine, t-max: 10}           | schedule: {type: cosine, t-max: 20}
            schedule-length-differs             | schedule: {type: one-cycle, total-steps: 20}  | schedule: {type: one-cycle, total-steps: 320}
            schedule-length-differs             | schedule: {type: one-cycle, epochs: 21}       | schedule: {type: one-cycle, epochs: 20}
            weight-decay-with-adam              | optimizer: {type: adam, weight-decay: 0.1}    | optimizer: {type: adam, weight-decay: 0.0}
            batch-larger-than-data              | fit: {epochs: 20, batch: 1001}                | fit: {epochs: 20, batch: 1000}
            batch-larger-than-data              | fit: {epochs: 20, batch: 501, accumulate: 2}  | fit: {epochs: 20, batch: 500, accumulate: 2}
            class-weights-with-oversampling     | loss: {class-weights: balanced}, loader: {sampler: oversample} | loss: {class-weights: none}, loader: {sampler: oversample}
            class-weights-with-oversampling     | loss: {class-weights: [1, 2]}, loader: {sampler: oversample}   | loss: {class-weights: balanced}, loader: {sampler: shuffle}
            label-smoothing-with-mixing         | loss: {label-smoothing: 0.1}, augment: [flip, {type: mixup}]   | loss: {label-smoothing: 0.1}, augment: [flip]
            label-smoothing-with-mixing         | loss: {label-smoothing: 0.1}, augment: [cutmix]                | loss: {label-smoothing: 0.0}, augment: [cutmix]
            folds-with-split-by-time            | data: {split: time}, ensemble: {type: folds}  | data: {split: time}, ensemble: {type: seeds}
            folds-with-split-by-time            | data: {split: time}, ensemble: {type: folds}  | data: {split: random}, ensemble: {type: folds}
            focal-without-imbalance             | loss: {type: focal}                           | loss: {type: cross-entropy}
            """)
    void aRule_firesOnItsMistake_andOnNothingElse(String id, String mistaken, String sound) {
        assertThat(found(with(mistaken))).containsExactly(id);
        assertThat(found(with(sound))).doesNotContain(id);
    }

    @Test
    void aLastBatchOfOne_mattersToBatchNormOnly_andOnlyWhereItIsKept() {
        String keep = with("loader: {tail: keep}, fit: {epochs: 20, batch: 37}");

        assertThat(found(keep, DATA, RATES, true, false)).containsExactly("tail-batch-of-one");
        assertThat(found(keep, DATA, RATES, false, false)).isEmpty();
        assertThat(found(with("loader: {tail: merge}, fit: {epochs: 20, batch: 37}"), DATA, RATES, true, false))
                .isEmpty();
        assertThat(found(with("loader: {tail: keep}, fit: {epochs: 20, batch: 38}"), DATA, RATES, true, false))
                .isEmpty();
    }

    @Test
    void smallBatches_matterToBatchNorm() {
        assertThat(found(with("fit: {epochs: 20, batch: 7}"), DATA, RATES, true, false))
                .containsExactly("small-batch-with-batch-norm");
        assertThat(found(with("fit: {epochs: 20, batch: 8}"), DATA, RATES, true, false))
                .isEmpty();
        assertThat(found(with("fit: {epochs: 20, batch: 7}"))).isEmpty();
    }

    @Test
    void dropoutBeforeBatchNorm_isAHint() {
        assertThat(found(SOUND, DATA, RATES, true, true)).containsExactly("dropout-before-batch-norm");
    }

    @Test
    void aRateThatRisesToTheEnd_isAWarmUpAsLongAsTheRun() {
        RateCurve rising = new RateCurve(0.0001, 0.001, 320, 0.001, 320, List.of(0.0001, 0.001));
        RateCurve constant = new RateCurve(0.001, 0.001, 1, 0.001, 320, List.of(0.001, 0.0009));

        assertThat(found(SOUND, DATA, rising, false, false)).containsExactly("warm-up-not-below-run");
        assertThat(found(SOUND, DATA, constant, false, false)).isEmpty();
    }

    @Test
    void aScheduleThatNeverMoves_isNoSchedule() {
        RateCurve flat = new RateCurve(0.001, 0.001, 1, 0.001, 320, List.of(0.001, 0.001));

        assertThat(found(with("schedule: {type: step, step-size: 30}"), DATA, flat, false, false))
                .containsExactly("schedule-never-moves");
        assertThat(found(with("schedule: {type: constant}"), DATA, flat, false, false))
                .isEmpty();
        assertThat(found(with("schedule: {type: plateau}"), DATA, flat, false, false))
                .isEmpty();
    }

    @Test
    void restarts_areToEndWithTheRun() {
        RateCurve cut = new RateCurve(0.001, 0.001, 1, 0.0006, 320, List.of(0.001, 0.0006));

        assertThat(found(with("schedule: {type: cosine-restarts, t-0: 9}"), DATA, cut, false, false))
                .containsExactly("schedule-length-differs");
        assertThat(found(with("schedule: {type: cosine-restarts, t-0: 10}"), DATA, RATES, false, false))
                .isEmpty();
    }

    @Test
    void aLargeRate_isOneForAdaptiveOptimizersOnly() {
        RateCurve large = new RateCurve(0.0001, 0.1, 30, 0, 320, List.of(0.0001, 0.1));

        assertThat(found(SOUND, DATA, large, false, false)).containsExactly("large-learning-rate");
        assertThat(found(with("optimizer: {type: sgd}"), DATA, large, false, false))
                .isEmpty();
    }

    @Test
    void nothingHeldOut_isAWarning() {
        assertThat(found(SOUND, facts(1000, 0, 500, 500), RATES, false, false)).containsExactly("no-holdout");
    }

    @Test
    void imbalance_isToBeAddressed() {
        DataFacts skewed = facts(1000, 100, 950, 50);

        assertThat(found(SOUND, skewed, RATES, false, false)).containsExactly("imbalance-unaddressed");
        assertThat(found(with("loss: {class-weights: {type: effective-number}}"), skewed, RATES, false, false))
                .isEmpty();
        assertThat(found(with("loader: {sampler: oversample}"), skewed, RATES, false, false))
                .isEmpty();
        assertThat(found(with("loss: {type: focal}"), skewed, RATES, false, false))
                .isEmpty();
    }

    @Test
    void anAbsentSeed_isAHint() {
        assertThat(found(SOUND.replace("seed: 7, ", ""))).containsExactly("seed-absent");
    }

    @Test
    void divergence_isReported() {
        Subject subject = new Subject(
                new Values(map(SOUND)),
                TestSettings.provenance(map(SOUND)),
                DATA,
                RATES,
                Optional.of(2L),
                false,
                false);

        assertThat(CheckReport.warnings(subject)).singleElement().satisfies(warning -> {
            assertThat(warning.id()).isEqualTo("diverges-at-once");
            assertThat(warning.reason()).endsWith("in step 2");
        });
    }

    @Test
    void warningsComeBeforeHints_andIdsAreDistinct() {
        List<Warning> warnings = warnings(
                with("optimizer: {type: adam, weight-decay: 0.1}, fit: {epochs: 2, batch: 9999}"),
                facts(1000, 0, 500, 500),
                RATES,
                false,
                false);

        assertThat(warnings)
                .extracting(Warning::severity)
                .containsExactly(Severity.WARNING, Severity.WARNING, Severity.HINT);
        assertThat(Stream.concat(FitLints.ALL.stream(), DataLints.ALL.stream()).map(Lint::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z-]+"));
        assertThat(warnings).allSatisfy(warning -> {
            assertThat(warning.reason()).isNotBlank().doesNotEndWith(".");
            assertThat(warning.advice()).endsWith(".");
        });
    }

    private static List<String> found(String yaml) {
        return found(yaml, DATA, RATES, false, false);
    }

    private static List<String> found(
            String yaml, DataFacts data, RateCurve rates, boolean batchNorm, boolean dropsBeforeBatchNorm) {
        return warnings(yaml, data, rates, batchNorm, dropsBeforeBatchNorm).stream()
                .map(Warning::id)
                .toList();
    }

    private static List<Warning> warnings(
            String yaml, DataFacts data, RateCurve rates, boolean batchNorm, boolean dropsBeforeBatchNorm) {
        Map<String, Object> values = map(yaml);
        return new ArrayList<>(CheckReport.warnings(new Subject(
                new Values(values),
                TestSettings.provenance(values),
                data,
                rates,
                Optional.empty(),
                batchNorm,
                dropsBeforeBatchNorm)));
    }

    /** The sound experiment with some sections replaced. */
    private static String with(String sections) {
        Map<String, Object> values = new LinkedHashMap<>(map(SOUND));
        map("{" + sections + "}").forEach((key, section) -> {
            if (section instanceof Map<?, ?> map && values.get(key) instanceof Map<?, ?> base) {
                Map<Object, Object> merged = new LinkedHashMap<>(base);
                merged.putAll(map);
                values.put(key, merged);
            } else {
                values.put(key, section);
            }
        });
        return new YamlCodec().write(values);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(String yaml) {
        return (Map<String, Object>) new YamlCodec().value(yaml);
    }

    private static DataFacts facts(int train, int holdout, long first, long second) {
        Map<String, Long> classes = new LinkedHashMap<>();
        classes.put("a", first);
        classes.put("b", second);
        return new DataFacts("classification", List.of(4L), train, train, 100, holdout, classes, Map.of());
    }
}
