package io.plumbline.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskMetricsTest {
    private static final Task CLASSES = new Task.Classification(List.of("ant", "bee", "cat"));
    private static final Task TWO = new Task.Classification(List.of("no", "yes"));
    private static final Task NUMBERS = new Task.Regression("USD");
    private static final Task RANKING = new Task.Ranking(List.of(0, 1, 2));

    @Test
    void classification_isJudgedByTheLargestProbability() {
        Map<String, Double> values = TaskMetrics.of(CLASSES, List.of("accuracy", "balanced_accuracy", "recall-macro"))
                .over(
                        Partitions.rows(0, 0, 1, 2),
                        new float[] {0.5f, 0.3f, 0.2f, 0.4f, 0.4f, 0.2f, 0.2f, 0.7f, 0.1f, 0.1f, 0.8f, 0.1f});

        assertThat(values)
                .containsExactly(
                        entry("accuracy", 0.75), entry("balanced_accuracy", 2.0 / 3), entry("recall_macro", 2.0 / 3));
    }

    @Test
    void regression_isJudgedInItsOwnUnit() {
        Map<String, Double> values = TaskMetrics.of(NUMBERS, List.of("mae", "rmse", "r2"))
                .over(Partitions.rows(3, -0.5f, 2, 7), new float[] {2.5f, 0, 2, 8});

        assertThat(values).containsEntry("mae", 0.5).containsEntry("rmse", Math.sqrt(0.375));
        assertThat(values.get("r2")).isCloseTo(0.948608137, within(1e-9));
    }

    @Test
    void ranking_hasAsManyCutsAsAskedFor_underTheEvaluatorsNames() {
        TaskMetrics metrics = TaskMetrics.of(RANKING, List.of("ndcg@1", "mrr", "hit_rate@2", "map@10", "mrr@10"));

        Map<String, Double> values = metrics.over(
                Partitions.queries(new float[] {0, 2, 0}, new float[] {1, 0}), new float[] {3, 2, 1, 2, 1});

        assertThat(metrics.names()).containsExactly("ndcg@1", "mrr", "hit_rate@2", "map@10");
        assertThat(values)
                .containsExactly(
                        entry("ndcg@1", 0.5), entry("mrr", 0.75), entry("hit_rate@2", 1.0), entry("map@10", 0.75));
    }

    /** Golden: scikit-learn 1.2.1, {@code roc_auc_score}, {@code log_loss} and {@code brier_score_loss} of these scores. */
    @Test
    void twoClasses_haveAnExactArea_andProbabilitiesAreJudged() {
        float[] second = {.1f, .4f, .35f, .8f, .4f, .4f, .9f};
        float[] answers = new float[14];
        for (int i = 0; i < 7; i++) {
            answers[2 * i] = 1 - second[i];
            answers[2 * i + 1] = second[i];
        }

        Map<String, Double> values = TaskMetrics.of(TWO, List.of("auc", "log_loss", "brier", "ece"))
                .over(Partitions.rows(0, 0, 1, 1, 1, 0, 1), answers);

        assertThat(values.get("auc")).isEqualTo(0.75);
        assertThat(values.get("log_loss")).isCloseTo(0.4888040980763824, within(1e-7));
        assertThat(values.get("brier")).isCloseTo(0.1660714285714286, within(1e-7));
        // Confidences .9 .6 .65 .8 .6 .6 .9 in bins 13, 9, 9, 12 (12.0), 9, 9, 13; right but for the third and fifth.
        assertThat(values.get("ece")).isCloseTo((0.2 + 0.45 + 0.2) / 7, within(1e-6));
    }

    @Test
    void aDecision_saysWhichClassIsAnnounced_andLeavesTheProbabilitiesAlone() {
        Partition part = Partitions.rows(0, 1, 1, 0);
        float[] answers = {0.75f, 0.25f, 0.625f, 0.375f, 0.5f, 0.5f, 0.25f, 0.75f};
        TaskMetrics metrics = TaskMetrics.of(TWO, List.of("accuracy", "auc"));

        Map<String, Double> decided =
                metrics.deciding(Optional.of(new Decision("yes", 0.375))).over(part, answers);

        assertThat(metrics.over(part, answers)).containsEntry("accuracy", 0.25).containsEntry("auc", 0.5);
        assertThat(decided).containsEntry("accuracy", 0.75).containsEntry("auc", 0.5);
        assertThat(metrics.deciding(Optional.of(new Decision("no", 0.25)))
                        .over(part, answers)
                        .get("accuracy"))
                .isEqualTo(0.5);
    }

    @Test
    void area_isOnlyForTwoClasses() {
        assertThat(TaskMetrics.known(TWO)).contains("auc");
        assertThatThrownBy(() -> TaskMetrics.of(CLASSES, List.of("auc"))).hasMessageContaining("'auc'");
    }

    @Test
    void mape_leavesOutActualValuesOfZero() {
        assertThat(TaskMetrics.of(NUMBERS, List.of("mape"))
                        .over(Partitions.rows(0, 2, 4), new float[] {9, 1, 5})
                        .get("mape"))
                .isEqualTo(0.375);
    }

    @Test
    void aMetricThatManyResamplesLeaveUndefined_hasNoInterval_butAValue() {
        float[] answers = {0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f, 0.2f, 0.8f};
        Partition part = Partitions.rows(0, 0, 0, 1);
        TaskMetrics metrics = TaskMetrics.of(TWO, List.of("auc", "accuracy"));

        assertThat(metrics.over(part, answers)).containsEntry("auc", 1.0);
        // A resample of four items has both classes in 68 % of cases; of one class in both cases the accuracy is 1.
        assertThat(metrics.estimates(part, answers)).containsEntry("auc", new MetricEstimate(1, 1, 1));
        assertThat(metrics.over(Partitions.rows(0, 0, 0, 0), answers)).containsEntry("auc", Double.NaN);
        assertThat(metrics.estimates(Partitions.rows(0, 0, 0, 0), answers)).containsOnlyKeys("accuracy");
    }

    /** Resampling adds noise to noise: most resamples of a calibrated model are less calibrated than its sample. */
    @Test
    void theCalibrationErrorOfACalibratedModel_isWithinItsInterval() {
        SplittableRandom random = new SplittableRandom(13);
        float[] targets = new float[2000];
        float[] answers = new float[2 * targets.length];
        for (int i = 0; i < targets.length; i++) {
            float p = random.nextFloat();
            answers[2 * i] = 1 - p;
            answers[2 * i + 1] = p;
            targets[i] = random.nextFloat() < p ? 1 : 0;
        }

        MetricEstimate ece = TaskMetrics.of(TWO, List.of("ece"))
                .estimates(Partitions.rows(targets), answers)
                .get("ece");

        assertThat(ece.value()).isBetween(0.005, 0.05).isBetween(ece.lower(), ece.upper());
        assertThat(ece.lower()).isLessThan(ece.value());
    }

    @Test
    void everyKnownMetric_hasAnIntervalAroundIt_thatIsTheSameEachTime() {
        for (Task task : List.of(CLASSES, TWO, NUMBERS, RANKING)) {
            TaskMetrics metrics = TaskMetrics.of(task, TaskMetrics.known(task));
            Partition part = part(task, 300);
            float[] answers = answers(task, part);

            Map<String, MetricEstimate> estimates = metrics.estimates(part, answers);

            assertThat(estimates.keySet()).containsExactlyElementsOf(metrics.names());
            estimates.forEach((name, estimate) -> assertThat(estimate.value())
                    .as(name)
                    .isEqualTo(metrics.over(part, answers).get(name))
                    .isStrictlyBetween(estimate.lower(), estimate.upper()));
            assertThat(metrics.estimates(part, answers)).isEqualTo(estimates);
        }
    }

    @Test
    void theInterval_isThatOfTheBinomialDistribution_forAccuracy() {
        // 400 items at 80 %: the normal approximation says 1.96 * sqrt(0.8 * 0.2 / 400) = 0.0392 either way.
        float[] targets = new float[400];
        float[] answers = new float[3 * targets.length];
        for (int i = 0; i < targets.length; i++) {
            answers[3 * i + (i % 5 == 0 ? 1 : 0)] = 1;
        }

        MetricEstimate accuracy = TaskMetrics.of(CLASSES, List.of("accuracy"))
                .estimates(Partitions.rows(targets), answers)
                .get("accuracy");

        assertThat(accuracy.value()).isEqualTo(0.8);
        assertThat(accuracy.lower()).isCloseTo(0.7608, within(0.006));
        assertThat(accuracy.upper()).isCloseTo(0.8392, within(0.006));
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "1e30"})
    void anAnswerThatIsNoNumber_leavesNothingDefined(float bad) {
        TaskMetrics metrics = TaskMetrics.of(NUMBERS, List.of());
        Partition part = Partitions.rows(1, 2);

        assertThat(metrics.over(part, new float[] {1, bad}))
                .containsOnlyKeys("mae", "rmse", "r2")
                .values()
                .containsOnly(Double.NaN);
        assertThat(metrics.estimates(part, new float[] {1, bad})).isEmpty();
    }

    @Test
    void unknownNames_areRefusedTogether_withTheNearestKnown() {
        assertThatThrownBy(() -> TaskMetrics.of(CLASSES, List.of("acuracy", "f1_macro", "mae")))
                .isInstanceOfSatisfying(InvalidExperimentException.class, refused -> assertThat(refused.problems())
                        .satisfiesExactly(
                                first -> assertThat(first)
                                        .startsWith("metrics[0] is 'acuracy', expected for classification one of")
                                        .endsWith("(did you mean 'accuracy'?)"),
                                second -> assertThat(second).startsWith("metrics[2] is 'mae'")));
        assertThatThrownBy(() -> TaskMetrics.of(RANKING, List.of("ndcg@0")))
                .hasMessageContaining("did you mean 'ndcg@10'");
        assertThatThrownBy(() -> TaskMetrics.of(NUMBERS, List.of("mae@5"))).hasMessageContaining("mae@5");
    }

    @ParameterizedTest
    @CsvSource({
        "loss, false",
        "log_loss, false",
        "log-loss, false",
        "mae, false",
        "rmse, false",
        "accuracy, true",
        "r2, true",
        "ndcg@5, true"
    })
    void directions(String name, boolean higher) {
        assertThat(TaskMetrics.higherIsBetter(name)).isEqualTo(higher);
    }

    private static Partition part(Task task, int items) {
        SplittableRandom random = new SplittableRandom(11);
        if (task instanceof Task.Ranking) {
            float[][] grades = new float[items][30];
            for (float[] query : grades) {
                for (int i = 0; i < query.length; i++) {
                    query[i] = random.nextInt(10) == 0 ? 2 : 0;
                }
            }
            return Partitions.queries(grades);
        }
        float[] targets = new float[items];
        for (int i = 0; i < items; i++) {
            targets[i] = task instanceof Task.Regression ? random.nextInt(1, 4) : random.nextInt(2);
        }
        return Partitions.rows(targets);
    }

    /** Right more often than not. */
    private static float[] answers(Task task, Partition part) {
        SplittableRandom random = new SplittableRandom(12);
        if (!(task instanceof Task.Classification classification)) {
            float[] answers = new float[part.rows()];
            for (int i = 0; i < answers.length; i++) {
                answers[i] = part.targets()[i] + random.nextFloat() * 20;
            }
            return answers;
        }
        int classes = classification.labels().size();
        float[] answers = new float[part.rows() * classes];
        for (int row = 0; row < part.rows(); row++) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                float weight = random.nextFloat() + (part.targets()[row] == c ? 0.5f : 0);
                answers[row * classes + c] = weight;
                sum += weight;
            }
            for (int c = 0; c < classes; c++) {
                answers[row * classes + c] /= sum;
            }
        }
        return answers;
    }
}
