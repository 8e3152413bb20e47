package io.plumbline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.dataset.Targets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Losses that torch does not have, against their formulas in double precision and central differences. */
class FormulaLossesTest {
    private static final float[] SCORES = {0.3f, -0.7f, 1.2f, 2.1f, -1.4f, 0.9f, 0.2f, -0.3f};
    private static final float[] GRADES = {2, 0, 2, 1, 0, 3, 1, 1};
    /** Three queries: rows 0–3, 4–6 and 7. */
    private static final Targets QUERIES = new Targets(GRADES, new int[] {0, 0, 0, 0, 1, 1, 1, 2});

    private static final int[][] ROWS = {{0, 1, 2, 3}, {4, 5, 6}, {7}};

    @Test
    void focal_countsARowLess_theSurerTheNetworkIs() {
        float[] raw = {1, 2, 3, 0.5f, -1, 0, 2, 2.5f, -2};
        int[] labels = {2, 0, 1};
        double[] alpha = {0.5, 2, 1.25};
        for (double gamma : new double[] {0, 0.5, 2, 3}) {
            Loss loss = Measured.loss(
                    Measured.classes(1, 1, 1),
                    Map.of("type", "focal", "gamma", gamma, "class-weights", List.of(0.5, 2, 1.25)));

            Measured actual = Measured.of(loss, raw, new Targets(new float[] {2, 0, 1}, new int[] {0, 1, 2}));

            actual.assertFollows(raw, x -> {
                double sum = 0;
                for (int row = 0; row < 3; row++) {
                    double log = logSoftmax(x, row * 3, row * 3 + 3, row * 3 + labels[row]);
                    sum -= alpha[labels[row]] * Math.pow(1 - Math.exp(log), gamma) * log;
                }
                return sum / (0.5 + 2 + 1.25);
            });
        }
    }

    @Test
    void focal_ofASureNetwork_hasAFiniteGradient() {
        Loss loss = Measured.loss(Measured.classes(1, 1), Map.of("type", "focal", "gamma", 0.5));

        Measured actual =
                Measured.of(loss, new float[] {60, -60, 60, -60}, new Targets(new float[] {0, 1}, new int[] {0, 1}));

        assertThat(actual.value()).isCloseTo(60, within(1e-4));
        assertThat(actual.gradient()[0]).isBetween(-1e-3f, 1e-3f);
        assertThat(actual.gradient()[2]).isCloseTo(0.5f, within(1e-4f));
    }

    @Test
    void focal_takesDistributions() {
        float[] raw = {1, 2, 0.5f, -1};
        float[] soft = {0.3f, 0.7f, 1, 0};
        Loss loss = Measured.loss(Measured.classes(1, 1), Map.of("type", "focal"));

        Measured actual = Measured.of(loss, raw, new Targets(new float[] {1, 0}, new int[] {0, 1}, soft));

        actual.assertFollows(raw, x -> {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double log = logSoftmax(x, i / 2 * 2, i / 2 * 2 + 2, i);
                sum -= soft[i] * Math.pow(1 - Math.exp(log), 2) * log;
            }
            return sum / 2;
        });
    }

    @Test
    void quantile_weighsAnswersAboveAndBelow() {
        float[] raw = {1, 5, -2, 0.25f};
        float[] values = {3, 4, -1, 0};
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "quantile", "q", 0.9));

        Measured.of(loss, raw, new Targets(values, new int[4])).assertFollows(raw, x -> {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double above = x[i] - values[i];
                sum += above > 0 ? 0.1 * above : -0.9 * above;
            }
            return sum / 4;
        });
    }

    @Test
    void rankNet_countsPairsOfOneQueryWithDifferentGradesOnly() {
        for (String type : List.of("pairwise-logistic", "ranknet")) {
            Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", type));

            assertThat(loss.weight(QUERIES)).isEqualTo(8);
            Measured.of(loss, SCORES, QUERIES)
                    .assertFollows(SCORES, x -> pairs(x, (i, j) -> GRADES[i] > GRADES[j] ? 1 : 0) / 8);
        }
    }

    @Test
    void bpr_pairsRelevantRowsWithTheOthers_whateverTheirGrades() {
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "bpr", "relevant", 2));

        assertThat(loss.weight(QUERIES)).isEqualTo(6);
        Measured.of(loss, SCORES, QUERIES)
                .assertFollows(SCORES, x -> pairs(x, (i, j) -> GRADES[i] >= 2 && GRADES[j] < 2 ? 1 : 0) / 6);
        assertThat(Measured.loss(Measured.NO_CLASSES, Map.of("type", "bpr")).weight(QUERIES))
                .isEqualTo(3 + 2);
    }

    @Test
    void withoutPairs_lossAndGradientAreZero() {
        Targets equal = new Targets(new float[] {1, 1}, new int[] {0, 0});
        for (String type : List.of("ranknet", "bpr", "lambdarank")) {
            Measured actual =
                    Measured.of(Measured.loss(Measured.NO_CLASSES, Map.of("type", type)), new float[] {1, 2}, equal);
            assertThat(actual.value()).as(type).isZero();
            assertThat(actual.gradient()).as(type).containsExactly(0, 0);
        }
    }

    @Test
    void listNet_isTheCrossEntropyOfTopOneProbabilities() {
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "listnet"));
        double[] grades = new double[GRADES.length];
        for (int i = 0; i < grades.length; i++) {
            grades[i] = GRADES[i];
        }

        Measured.of(loss, SCORES, QUERIES).assertFollows(SCORES, x -> {
            double sum = 0;
            for (int[] query : ROWS) {
                int from = query[0];
                int to = from + query.length;
                for (int row : query) {
                    sum -= Math.exp(logSoftmax(grades, from, to, row)) * logSoftmax(x, from, to, row);
                }
            }
            return sum / 3;
        });
    }

    @Test
    void listMle_isTheLikelihoodOfTheTrueOrder_tiesAsTheQueryListsThem() {
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "listmle"));
        int[][] orders = {{0, 2, 3, 1}, {5, 6, 4}, {7}};

        Measured.of(loss, SCORES, QUERIES).assertFollows(SCORES, x -> likelihood(x, orders) / 3);
    }

    @Test
    void listMle_ofScoresFarApart_staysFinite() {
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "listmle"));
        float[] raw = {200, -150, 0};

        Measured actual = Measured.of(loss, raw, new Targets(new float[] {2, 1, 0}, new int[3]));

        // The true order is 0, 1, 2: only "1 before 2" is wrong, by 150.
        assertThat(actual.value()).isCloseTo(150, within(1e-4));
        assertThat(actual.gradient()).containsExactly(0, -1, 1);
    }

    @Test
    void lambdaRank_weighsPairsByWhatASwapChangesOfNdcg() {
        Loss loss = Measured.loss(Measured.NO_CLASSES, Map.of("type", "lambdarank"));
        double[] weights = new double[64];
        for (int[] query : ROWS) {
            for (int i : query) {
                for (int j : query) {
                    if (GRADES[i] > GRADES[j]) {
                        weights[i * 8 + j] = Math.abs(ndcg(query, i, j) - ndcg(query, i, i));
                    }
                }
            }
        }

        Measured.of(loss, SCORES, QUERIES).assertFollows(SCORES, x -> pairs(x, (i, j) -> weights[i * 8 + j]) / 3);
    }

    /** NDCG of a query by the scores, after the rows {@code a} and {@code b} have swapped places. */
    private static double ndcg(int[] query, int a, int b) {
        List<Integer> order = new ArrayList<>();
        for (int row : query) {
            order.add(row);
        }
        order.sort(Comparator.comparing(row -> -SCORES[row]));
        List<Integer> ideal = new ArrayList<>(order);
        ideal.sort(Comparator.comparing(row -> -GRADES[row]));
        int at = order.indexOf(a);
        order.set(order.indexOf(b), a);
        order.set(at, b);
        return dcg(order) / dcg(ideal);
    }

    private static double dcg(List<Integer> order) {
        double sum = 0;
        for (int place = 0; place < order.size(); place++) {
            sum += (Math.pow(2, GRADES[order.get(place)]) - 1) / (Math.log(place + 2) / Math.log(2));
        }
        return sum;
    }

    private interface PairWeight {
        double of(int i, int j);
    }

    private static double pairs(double[] x, PairWeight weight) {
        double sum = 0;
        for (int[] query : ROWS) {
            for (int i : query) {
                for (int j : query) {
                    sum += weight.of(i, j) * Math.log1p(Math.exp(x[j] - x[i]));
                }
            }
        }
        return sum;
    }

    private static double likelihood(double[] x, int[][] orders) {
        double sum = 0;
        for (int[] order : orders) {
            for (int i = 0; i < order.length; i++) {
                double rest = 0;
                for (int k = i; k < order.length; k++) {
                    rest += Math.exp(x[order[k]]);
                }
                sum += Math.log(rest) - x[order[i]];
            }
        }
        return sum;
    }

    private static double logSoftmax(double[] x, int from, int to, int index) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(x[i]);
        }
        return x[index] - Math.log(sum);
    }
}
