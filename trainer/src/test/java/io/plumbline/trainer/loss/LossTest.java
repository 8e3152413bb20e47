package io.plumbline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
    private static final Task CLASSIFICATION = new Task.Classification(List.of("a", "b", "c"));
    private static final Task REGRESSION = new Task.Regression("USD");
    private static final Task RANKING = new Task.Ranking(List.of(0, 1, 2));
    private static final int ROWS = 24;

    private record Case(int columns, boolean soft, Map<String, Object> loss) {}

    static List<Case> all() {
        Map<String, Object> everything =
                Map.of("type", "cross-entropy", "label-smoothing", 0.1, "class-weights", "balanced");
        return List.of(
                new Case(3, false, everything),
                new Case(3, true, everything),
                new Case(3, false, Map.of("type", "focal", "class-weights", "effective-number")),
                new Case(3, true, Map.of("type", "focal", "class-weights", List.of(1, 2, 3))),
                new Case(2, false, Map.of("type", "bce", "pos-weight", 2)),
                new Case(3, true, Map.of("type", "bce", "pos-weight", 2)),
                new Case(1, false, Map.of("type", "mse")),
                new Case(1, false, Map.of("type", "mae")),
                new Case(1, false, Map.of("type", "huber")),
                new Case(1, false, Map.of("type", "quantile", "q", 0.2)),
                new Case(1, false, Map.of("type", "pairwise-logistic")),
                new Case(1, false, Map.of("type", "ranknet")),
                new Case(1, false, Map.of("type", "bpr", "relevant", 2)),
                new Case(1, false, Map.of("type", "listnet")),
                new Case(1, false, Map.of("type", "listmle")),
                new Case(1, false, Map.of("type", "lambdarank")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void twoPieces_addUpToTheWhole(Case sample) {
        Random random = new Random(5);
        float[] raw = new float[ROWS * sample.columns];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextGaussian();
        }
        float[] values = new float[ROWS];
        int[] queries = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = random.nextInt(sample.columns == 1 ? 4 : sample.columns);
            queries[row] = row < 5 ? 0 : row < 9 ? 1 : row < 10 ? 2 : 3;
        }
        float[] distributions = sample.soft ? distributions(sample.columns, random) : new float[0];
        Targets whole = new Targets(values, queries, distributions);
        Loss loss = Measured.loss(
                sample.columns == 1
                        ? Measured.NO_CLASSES
                        : sample.columns == 2 ? Measured.classes(5, 3) : Measured.classes(5, 3, 90),
                sample.loss);

        double[] all = Measured.parts(loss, raw, whole);
        double total = 0;
        double weight = 0;
        for (int[] piece : new int[][] {{0, 9}, {9, ROWS}}) {
            double[] part = Measured.parts(
                    loss,
                    Arrays.copyOfRange(raw, piece[0] * sample.columns, piece[1] * sample.columns),
                    piece(whole, sample, piece[0], piece[1]));
            total += part[0];
            weight += part[1];
        }

        assertThat(weight).isCloseTo(all[1], within(1e-9)).isGreaterThan(0);
        assertThat(total / weight).isCloseTo(all[0] / all[1], within(1e-6));
    }

    @Test
    void everyType_isBuiltByItsName_andFitsOneTaskOnly() {
        assertThat(all().stream().map(sample -> sample.loss.get("type")).distinct())
                .containsExactlyInAnyOrderElementsOf(List.copyOf(concat()));
        for (Case sample : all()) {
            Loss.Config config = Loss.from(TestSettings.of(sample.loss));
            String type = sample.loss.get("type").toString();
            for (Task task : List.of(CLASSIFICATION, REGRESSION, RANKING)) {
                assertThat(config.fits(task))
                        .as(type)
                        .isEqualTo(Loss.types(task).contains(type));
            }
        }
    }

    @Test
    void balanced_isWhatScikitLearnComputes_andEffectiveNumberSumsToTheClasses() {
        // sklearn.utils.class_weight.compute_class_weight("balanced", ...) of 10, 30 and 60 rows.
        ClassWeights balanced = ClassWeights.balanced(Measured.classes(10, 30, 60));
        assertThat(balanced.of(0)).isCloseTo(3.3333333333333335, within(1e-12));
        assertThat(balanced.of(1)).isCloseTo(1.1111111111111112, within(1e-12));
        assertThat(balanced.of(2)).isCloseTo(0.5555555555555556, within(1e-12));

        ClassWeights effective = ClassWeights.effectiveNumber(0.9, Measured.classes(1, 2));
        // (1 - β)/(1 - β^n): 1 and 1/1.9, scaled by 2/(1 + 1/1.9).
        assertThat(effective.of(0)).isCloseTo(2 * 1.9 / 2.9, within(1e-12));
        assertThat(effective.of(1)).isCloseTo(2 / 2.9, within(1e-12));
    }

    @Test
    void aRow_countsTheSame_asAnIndexAndAsADistribution() {
        Loss loss = Measured.loss(
                Measured.classes(1, 1, 1), Map.of("type", "cross-entropy", "class-weights", List.of(1, 2, 5)));
        Targets index = new Targets(new float[] {2, 0}, new int[] {0, 1});
        Targets distribution = new Targets(new float[] {2, 0}, new int[] {0, 1}, new float[] {0, 0, 1, 1, 0, 0});

        assertThat(loss.weight(index)).isEqualTo(6).isEqualTo(loss.weight(distribution));
    }

    @Test
    void aClassWithoutTrainingRows_cannotBeWeighed_andIsNamed() {
        Loss.Config loss = Loss.from(TestSettings.of(Map.of("type", "cross-entropy", "class-weights", "balanced")));

        assertThatThrownBy(() -> loss.over(Measured.classes(4, 0, 3)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessage("experiment: loss.class-weights weighs class 'class-1' by its training rows, of which there"
                        + " are 0, expected at least 1; give a list of weights or more data");
    }

    @Test
    void weightsThatDoNotFitTheClasses_areRefused() {
        assertThatThrownBy(() -> Measured.loss(
                        Measured.classes(1, 1, 1), Map.of("type", "focal", "class-weights", List.of(1, 2))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessage("experiment: loss.class-weights has 2 numbers, expected 3,"
                        + " one for each of [class-0, class-1, class-2]");
        assertThatThrownBy(() ->
                        Measured.loss(Measured.classes(1, 1), Map.of("type", "focal", "class-weights", List.of(0, 0))))
                .hasMessageContaining("expected at least one number > 0");
        assertThatThrownBy(
                        () -> Measured.loss(Measured.classes(1, 1), Map.of("type", "bce", "pos-weight", List.of(1, 2))))
                .hasMessage("experiment: loss.pos-weight has 2 numbers, expected one");
        assertThatThrownBy(() ->
                        Measured.loss(Measured.classes(1, 1, 1), Map.of("type", "bce", "pos-weight", List.of(1, 2))))
                .hasMessageContaining("expected one, or one for each of [class-0, class-1, class-2]");
    }

    @Test
    void mistakesOfTheFile_areNamed() {
        Settings settings = TestSettings.of(
                Map.of("type", "cross-entropy", "class-weights", "balanzed", "label-smoothing", 0.7, "beta", 0.9));
        Loss.from(settings);
        assertThatThrownBy(() -> settings.refuseProblems("here"))
                .hasMessageContaining("class-weights is 'balanzed', expected one of [none, balanced, effective-number]"
                        + " (did you mean 'balanced'?)")
                .hasMessageContaining("label-smoothing is '0.7', expected a number in [0.0, 0.5]")
                .hasMessageContaining("beta is unknown");

        Settings list = TestSettings.of(Map.of("type", "focal", "class-weights", List.of(1, -2)));
        Loss.from(list);
        assertThatThrownBy(() -> list.refuseProblems("here"))
                .hasMessageContaining("class-weights is '[1, -2]', expected a list of numbers in [0.0, 1000000.0]");
    }

    @Test
    void manyQueries_takeMemoryByTheirPairs_notByTheSquareOfTheBatch() {
        int queries = 400;
        int rows = queries * 25;
        float[] grades = new float[rows];
        int[] of = new int[rows];
        float[] raw = new float[rows];
        for (int row = 0; row < rows; row++) {
            grades[row] = row % 3;
            of[row] = row / 25;
            raw[row] = (float) Math.sin(row);
        }
        // The square of 10,000 rows would be 400 MB for each matrix; here it is 83,200 pairs.
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "lambdarank"));
        assertThat(Measured.loss(Measured.NO_CLASSES, Map.of("type", "ranknet")).weight(new Targets(grades, of)))
                .isEqualTo(83_200);
        assertThat(Measured.of(loss, raw, new Targets(grades, of)).value()).isPositive();
    }

    private static List<Object> concat() {
        return java.util.stream.Stream.of(CLASSIFICATION, REGRESSION, RANKING)
                .flatMap(task -> Loss.types(task).stream())
                .map(Object.class::cast)
                .toList();
    }

    private static float[] distributions(int classes, Random random) {
        float[] distributions = new float[ROWS * classes];
        for (int row = 0; row < ROWS; row++) {
            float part = random.nextFloat();
            distributions[row * classes + random.nextInt(classes)] += part;
            distributions[row * classes + random.nextInt(classes)] += 1 - part;
        }
        return distributions;
    }

    private static Targets piece(Targets whole, Case sample, int from, int to) {
        float[] distributions = whole.soft()
                ? Arrays.copyOfRange(whole.distributions(), from * sample.columns, to * sample.columns)
                : new float[0];
        return new Targets(
                Arrays.copyOfRange(whole.values(), from, to),
                Arrays.copyOfRange(whole.queries(), from, to),
                distributions);
    }
}
