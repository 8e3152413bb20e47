package io.plumbline.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClassAveragesTest {
    private static final ClassificationRules STANDARD = ClassificationRules.standard();

    /** Truth 0 0 0 1 1 2, prediction 0 0 1 1 0 0: class 2 is never predicted. */
    private static ConfusionCounts example() {
        ConfusionCounts counts = new ConfusionCounts();
        int[] actual = {0, 0, 0, 1, 1, 2};
        int[] predicted = {0, 0, 1, 1, 0, 0};
        for (int i = 0; i < actual.length; i++) {
            counts.add(actual[i], predicted[i]);
        }
        return counts;
    }

    @Test
    void aDeclaredClassThatDidNotOccur_countsWhereAsked() {
        assertThat(example().averages(STANDARD, 4).f1(Average.MACRO)).isCloseTo(.3571428571, within(1e-9));
        ClassificationRules declared = STANDARD.withLabels(ClassificationRules.Labels.DECLARED);
        assertThat(example().averages(declared, 4).f1(Average.MACRO)).isCloseTo(.2678571429, within(1e-9));
        assertThat(example().averages(declared, 2).classes()).hasSize(3);
        assertThat(example().averages(declared, 5).classes())
                .extracting(ClassCounts::index)
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void standardRules_giveTheSameAsTheCountsThemselves() {
        ConfusionCounts counts = example();
        ClassAverages averages = counts.averages(STANDARD, 3);
        assertThat(averages.precision(Average.MACRO)).isEqualTo(counts.precisionMacro());
        assertThat(averages.recall(Average.WEIGHTED)).isEqualTo(counts.recallWeighted());
        assertThat(averages.f1(Average.MICRO)).isEqualTo(counts.accuracy());
        assertThat(counts.accuracy(STANDARD, 3)).isEqualTo(.5);
        assertThat(counts.accuracy(STANDARD.withAccuracy(ClassificationRules.Accuracy.MACRO), 3))
                .isCloseTo((2 / 3.0 + 1 / 2.0) / 3, within(1e-15));
    }

    @Test
    void aClassNeverPredicted_hasThePrecisionThatZeroDivisionSays() {
        // Four were answered 0, two of them rightly; two were answered 1, one rightly.
        assertThat(macroPrecision(ZeroDivision.ZERO)).isCloseTo((.5 + .5) / 3, within(1e-15));
        assertThat(macroPrecision(ZeroDivision.ONE)).isCloseTo((.5 + .5 + 1) / 3, within(1e-15));
        assertThat(macroPrecision(ZeroDivision.EXCLUDE)).isCloseTo(.5, within(1e-15));
    }

    @Test
    void nothing_isNaN() {
        assertThat(new ConfusionCounts().averages(STANDARD, 0).f1(Average.MACRO))
                .isNaN();
        assertThat(new ConfusionCounts().averages(STANDARD, 0).f1(Average.MICRO))
                .isNaN();
        assertThat(new ConfusionCounts().matthews()).isNaN();
        assertThat(new ConfusionCounts().kappa()).isNaN();
        List<ClassCounts> unsupported = List.of(new ClassCounts(0, 0, 3, 0));
        assertThat(new ClassAverages(unsupported, ZeroDivision.ZERO).precision(Average.WEIGHTED))
                .isZero();
        assertThat(new ClassAverages(unsupported, ZeroDivision.EXCLUDE).recall(Average.MACRO))
                .isNaN();
    }

    @Test
    void matthewsAndKappa_ofTwoClasses_areTheirFormulas() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(1, 1, 6);
        counts.add(0, 1, 2);
        counts.add(1, 0, 3);
        counts.add(0, 0, 9);
        assertThat(counts.matthews()).isCloseTo((6 * 9 - 2 * 3) / Math.sqrt(8.0 * 9 * 11 * 12), within(1e-15));
        double chance = (9 * 8 + 11 * 12) / 400.0;
        assertThat(counts.kappa()).isCloseTo((.75 - chance) / (1 - chance), within(1e-15));
    }

    @Test
    void matthews_ofOneClass_isZero_andKappaUndefined() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(1, 1, 5);
        assertThat(counts.matthews()).isZero();
        assertThat(counts.kappa()).isNaN();
        counts.add(0, 1, 5);
        assertThat(counts.matthews()).isZero();
        assertThat(counts.kappa()).isZero();
    }

    private static double macroPrecision(ZeroDivision zero) {
        return example().averages(STANDARD.withZeroDivision(zero), 3).precision(Average.MACRO);
    }
}
