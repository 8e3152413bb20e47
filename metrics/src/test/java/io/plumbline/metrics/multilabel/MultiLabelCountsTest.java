package io.plumbline.metrics.multilabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.classification.Average;
import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ZeroDivision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MultiLabelCountsTest {
    private static final int LABELS = 4;
    private static final double BOUND = 0x1p-33 + 1e-12;

    private record Labelled(boolean[] actual, boolean[] predicted) {
        long both() {
            return count((a, p) -> a && p);
        }

        long answered() {
            return count((a, p) -> p);
        }

        long true_() {
            return count((a, p) -> a);
        }

        private long count(Which which) {
            long count = 0;
            for (int label = 0; label < LABELS; label++) {
                count += which.counts(actual[label], predicted[label]) ? 1 : 0;
            }
            return count;
        }
    }

    private interface Which {
        boolean counts(boolean actual, boolean predicted);
    }

    @Test
    void values_areNaN_beforeTheFirstRecord() {
        MultiLabelCounts counts = new MultiLabelCounts(LABELS);
        assertThat(new double[] {counts.subsetAccuracy(), counts.hammingLoss(), counts.sampleF1(ZeroDivision.ZERO)})
                .containsOnly(Double.NaN);
    }

    @ParameterizedTest
    @EnumSource
    void values_areThoseOfTheBatchFormulas_afterEveryRecord(ZeroDivision zero) {
        MultiLabelCounts counts = new MultiLabelCounts(LABELS);
        List<Labelled> records = new ArrayList<>();
        for (Labelled record : records(5, 200)) {
            records.add(record);
            counts.add(record.actual, record.predicted);
            assertThat(counts.subsetAccuracy())
                    .isEqualTo(mean(records, r -> r.both() == r.true_() && r.both() == r.answered() ? 1 : 0));
            assertThat(counts.hammingLoss())
                    .isCloseTo(
                            mean(records, r -> (r.true_() + r.answered() - 2 * r.both()) / (double) LABELS),
                            within(1e-12));
            assertThat(counts.samplePrecision(zero))
                    .isCloseTo(mean(records, r -> ratio(r.both(), r.answered(), zero)), within(BOUND));
            assertThat(counts.sampleRecall(zero))
                    .isCloseTo(mean(records, r -> ratio(r.both(), r.true_(), zero)), within(BOUND));
            assertThat(counts.sampleF1(zero))
                    .isCloseTo(mean(records, r -> ratio(2 * r.both(), r.answered() + r.true_(), zero)), within(BOUND));
        }
        for (ClassCounts label : counts.labels()) {
            int l = label.index();
            assertThat(label.tp())
                    .isEqualTo(records.stream()
                            .filter(r -> r.actual[l] && r.predicted[l])
                            .count());
            assertThat(label.fp())
                    .isEqualTo(records.stream()
                            .filter(r -> !r.actual[l] && r.predicted[l])
                            .count());
            assertThat(label.fn())
                    .isEqualTo(records.stream()
                            .filter(r -> r.actual[l] && !r.predicted[l])
                            .count());
        }
    }

    @Test
    void aLabelThatNeverOccurs_isInTheMean() {
        MultiLabelCounts counts = new MultiLabelCounts(2);
        counts.add(new boolean[] {true, false}, new boolean[] {true, false});
        assertThat(counts.averages(ZeroDivision.ZERO).f1(Average.MACRO)).isEqualTo(.5);
        assertThat(counts.averages(ZeroDivision.ONE).f1(Average.MACRO)).isEqualTo(1);
        assertThat(counts.averages(ZeroDivision.EXCLUDE).f1(Average.MACRO)).isEqualTo(1);
        assertThat(counts.averages(ZeroDivision.ZERO).f1(Average.MICRO)).isEqualTo(1);
    }

    @Test
    void lawsHold() {
        new StatisticLaws<MultiLabelCounts, Labelled>(
                        () -> new MultiLabelCounts(LABELS),
                        (counts, r) -> counts.add(r.actual, r.predicted),
                        (counts, r) -> counts.remove(r.actual, r.predicted),
                        MultiLabelCounts::merge,
                        MultiLabelCounts::state,
                        state -> MultiLabelCounts.fromState(LABELS, state))
                .hold(records(6, 200), records(7, 60));
    }

    @Test
    void whatDoesNotFit_isRefused_andChangesNothing() {
        MultiLabelCounts counts = new MultiLabelCounts(2);
        counts.add(new boolean[] {true, false}, new boolean[] {true, false});
        long[] before = counts.state();
        assertThatThrownBy(() -> counts.add(new boolean[3], new boolean[2]))
                .hasMessage("there are 3 actual and 2 predicted labels, expected 2");
        assertThatThrownBy(() -> counts.remove(new boolean[] {false, true}, new boolean[] {false, true}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> counts.remove(new boolean[2], new boolean[2]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(counts.state()).isEqualTo(before);
        before[8] = 2;
        assertThatThrownBy(() -> MultiLabelCounts.fromState(2, before)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double ratio(long part, long whole, ZeroDivision zero) {
        return whole == 0 ? zero.value() : part / (double) whole;
    }

    private static double mean(List<Labelled> records, ToDoubleFunction<Labelled> value) {
        return records.stream()
                .mapToDouble(value)
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    }

    private static List<Labelled> records(int seed, int count) {
        Random random = new Random(seed);
        List<Labelled> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean[] actual = new boolean[LABELS];
            boolean[] predicted = new boolean[LABELS];
            for (int label = 0; label < LABELS; label++) {
                actual[label] = random.nextInt(3) == 0;
                predicted[label] = random.nextInt(3) == 0 ? random.nextBoolean() : actual[label];
            }
            records.add(new Labelled(actual, predicted));
        }
        return records;
    }
}
