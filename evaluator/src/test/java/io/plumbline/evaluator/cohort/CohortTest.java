package io.plumbline.evaluator.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CohortTest {
    private record Row(Said said, int actual, long delayMillis) {}

    @Test
    void anyOrder_anySplit_andLabelsTakenAwayAndCountedAgain_giveTheSameState() {
        List<Row> rows = rows(200);
        Cohort inOrder = new Cohort();
        rows.forEach(row -> inOrder.predicted(row.said));
        rows.forEach(row -> inOrder.labelled(row.said, row.actual, row.delayMillis));
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(2));
        Cohort merged = new Cohort();
        Cohort rest = new Cohort();
        for (Row row : shuffled) {
            Cohort half = row.delayMillis % 2 == 0 ? merged : rest;
            half.labelled(row.said, row.actual, row.delayMillis);
            half.predicted(row.said);
        }
        merged.merge(rest);

        assertThat(merged.states()).usingRecursiveComparison().isEqualTo(inOrder.states());
        assertThat(Cohort.of(merged.states()).states())
                .usingRecursiveComparison()
                .isEqualTo(inOrder.states());
        assertThat(merged.predictions()).isEqualTo(200);
        assertThat(merged.expected().samples()).isEqualTo(200);
        assertThat(merged.realised().samples()).isEqualTo(200);
    }

    @Test
    void labelTakenAway_leavesNothing_andAnotherTakesItsPlace() {
        Said said = Said.of(1, new double[] {0.25, 0.75});
        Cohort cohort = new Cohort();
        cohort.predicted(said);
        cohort.labelled(said, 0, 5_000);
        cohort.unlabelled(said, 0, 5_000);
        cohort.labelled(said, 1, -20);

        assertThat(cohort.delays().samples()).isEqualTo(1);
        assertThat(cohort.confusion().tp(1)).isEqualTo(1);
        assertThat(cohort.confusion().samples()).isEqualTo(1);
        assertThat(cohort.realised().correct()).isEqualTo(1);
        assertThat(cohort.delays().count(1, 0)).isEqualTo(1);
    }

    @Test
    void whatIsNoDistribution_orOverTooManyClasses_isKeptAsAnnouncedAlone() {
        Cohort cohort = new Cohort();
        Said logits = Said.of(1, new double[] {-3, 4});
        cohort.predicted(logits);
        cohort.labelled(logits, 1, 100);
        double[] many = new double[Said.MAX_CLASSES + 1];
        many[100] = 1;
        cohort.predicted(Said.of(100, many));
        cohort.predicted(Said.NOTHING);
        cohort.labelled(Said.NOTHING, -1, 100);

        assertThat(cohort.predictions()).isEqualTo(3);
        assertThat(cohort.expected().samples()).isZero();
        assertThat(cohort.realised().samples()).isZero();
        assertThat(cohort.confusion().samples()).isEqualTo(1);
        assertThat(cohort.delays().samples()).isEqualTo(2);
    }

    @Test
    void damagedState_isRefused() {
        assertThatThrownBy(() -> Cohort.of(Map.of(Cohort.Part.PREDICTIONS, new long[] {1, 2})))
                .hasMessageContaining("expected one number");
        assertThatThrownBy(() -> new Span(5, 0)).hasMessageContaining("expected at least 1");
    }

    @Test
    void spans_suitTheHorizon_andEveryTimeHasOne() {
        Spans week = Spans.of(Duration.ofDays(7));
        long hour = 3_600_000L;

        assertThat(week.widthMillis()).isEqualTo(6 * hour);
        assertThat(week.at(13 * hour)).isEqualTo(new Span(12 * hour, 6 * hour));
        assertThat(week.at(-1)).isEqualTo(new Span(-6 * hour, 6 * hour));
        assertThat(week.floorMillis(14 * 24 * hour + 5 * hour)).isZero();
        assertThat(Spans.of(Duration.ofDays(120)).widthMillis()).isEqualTo(96 * hour);
        assertThat(Spans.of(Duration.ofSeconds(10)).widthMillis()).isEqualTo(1_000);
        for (long time : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, 0, Long.MAX_VALUE}) {
            Span span = week.at(time);
            assertThat(span.settled()).isFalse();
            assertThat(span.startMillis()).isNotEqualTo(Long.MIN_VALUE);
        }
    }

    private static List<Row> rows(int count) {
        Random random = new Random(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double p = random.nextDouble();
            rows.add(new Row(Said.of(random.nextInt(2), new double[] {1 - p, p}), random.nextInt(2), (long)
                    Math.exp(random.nextDouble() * 20)));
        }
        return rows;
    }
}
