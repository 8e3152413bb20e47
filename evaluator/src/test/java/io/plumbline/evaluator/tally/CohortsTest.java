package io.plumbline.evaluator.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.cohort.Span;
import io.plumbline.evaluator.cohort.Spans;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CohortsTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final long HOUR = 3_600_000L;
    private static final Spans SPANS = Spans.of(Duration.ofDays(7));
    private static final Said SAID = Said.of(1, new double[] {0.25, 0.75});
    private static final CohortKey SETTLED = new CohortKey(V1, Span.SETTLED);
    private static final CohortKey FIRST = new CohortKey(V1, new Span(0, 6 * HOUR));

    private final Set<CohortKey> changed = new HashSet<>();

    @Test
    void oldCohort_isSettled_andALateCorrectionFindsItsLabelThere() {
        Cohorts cohorts = new Cohorts(SPANS);
        cohorts.apply(new TallyUpdate.Expect(V1, HOUR, SAID), changed);
        cohorts.apply(new TallyUpdate.Realise(V1, HOUR, SAID, 1, 5_000), changed);
        assertThat(changed).containsExactly(FIRST);
        assertThat(cohorts.settle(14 * 24 * HOUR, changed)).isEmpty();

        assertThat(cohorts.settle((14 * 24 + 6) * HOUR, changed)).containsExactly(FIRST);
        cohorts.apply(new TallyUpdate.Unrealise(V1, HOUR, SAID, 1, 5_000), changed);
        cohorts.apply(new TallyUpdate.Realise(V1, HOUR, SAID, 0, 5_000), changed);

        assertThat(cohorts.keys()).containsExactly(SETTLED);
        assertThat(changed).contains(SETTLED);
        assertThat(cohorts.get(SETTLED).predictions()).isEqualTo(1);
        assertThat(cohorts.get(SETTLED).confusion().count(0, 1)).isEqualTo(1);
        assertThat(cohorts.get(SETTLED).confusion().samples()).isEqualTo(1);
    }

    @Test
    void afterARestart_timeIsCutAsBefore_whateverTheHorizonIsNow() {
        Cohorts before = new Cohorts(SPANS);
        before.apply(new TallyUpdate.Expect(V1, HOUR, SAID), changed);
        before.settle((14 * 24 + 6) * HOUR, changed);
        before.apply(new TallyUpdate.Expect(V1, 7 * HOUR, SAID), changed);
        Cohorts after = new Cohorts(Spans.of(Duration.ofDays(120)));
        after.restoreCut(before.cut());
        before.keys().forEach(key -> after.restore(key, before.stored(key)));

        after.apply(new TallyUpdate.Realise(V1, 7 * HOUR, SAID, 1, 100), changed);
        after.apply(new TallyUpdate.Realise(V1, HOUR, SAID, 1, 100), changed);

        CohortKey second = new CohortKey(V1, new Span(6 * HOUR, 6 * HOUR));
        assertThat(after.keys()).containsExactlyInAnyOrder(SETTLED, second);
        assertThat(after.get(second).delays().samples()).isEqualTo(1);
        assertThat(after.get(SETTLED).delays().samples()).isEqualTo(1);
    }

    @Test
    void published_isReadBack() {
        Cohorts cohorts = new Cohorts(SPANS);
        cohorts.apply(new TallyUpdate.Expect(V1, HOUR, SAID), changed);
        cohorts.apply(new TallyUpdate.Realise(V1, HOUR, SAID, 1, 5_000), changed);
        CohortEvaluation published = new CohortEvaluation(FIRST, 3, Optional.of(cohorts.get(FIRST)));
        byte[] value = published.value();

        assertThat(published.keyText()).isEqualTo("fashion/v1/cohort/0/21600000");
        assertThat(value).isNotNull();
        Published read = Published.read(value == null ? new byte[0] : value);
        assertThat(read).isInstanceOfSatisfying(CohortEvaluation.class, evaluation -> {
            assertThat(evaluation.cohortKey()).isEqualTo(FIRST);
            assertThat(evaluation.partition()).isEqualTo(3);
            assertThat(evaluation.cohort().map(Cohort::states)).hasValueSatisfying(states -> assertThat(states)
                    .usingRecursiveComparison()
                    .isEqualTo(cohorts.get(FIRST).states()));
        });
        assertThat(new CohortEvaluation(FIRST, 3, Optional.empty()).value()).isNull();
    }

    @Test
    void versions_areApart() {
        Cohorts cohorts = new Cohorts(SPANS);
        VersionKey v2 = new VersionKey("fashion", "v2");
        cohorts.apply(new TallyUpdate.Expect(V1, HOUR, SAID), changed);
        cohorts.apply(new TallyUpdate.Expect(v2, HOUR, SAID), changed);
        cohorts.apply(new TallyUpdate.Count(V1, Counter.LABELS), changed);

        assertThat(cohorts.keys()).containsExactlyInAnyOrder(FIRST, new CohortKey(v2, FIRST.span()));
    }
}
