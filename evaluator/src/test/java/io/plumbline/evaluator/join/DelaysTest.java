package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.tally.CohortKey;
import io.plumbline.evaluator.tally.Cohorts;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.delay.DelayBuckets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests are made at second 100; delays are those of the first label. */
final class DelaysTest {
    private static final VersionKey V1 = new VersionKey("m", "v1");
    private static final Duration LONG = Duration.ofDays(7);

    private final Joiner joiner =
            new Joiner(new Horizons(LONG, LONG, LONG), version -> Optional.of(List.of("Bag", "Boot")));
    private final Cohorts cohorts = new Cohorts(Spans.of(LONG));
    private JoinRow row = JoinRow.EMPTY;
    private long offset;

    @Test
    void prediction_isCounted_withWhatItSaid_beforeAnyLabel() {
        predict();

        assertThat(cohort().predictions()).isEqualTo(1);
        assertThat(cohort().expected().announced(1)).isEqualTo(1);
        assertThat(cohort().delays().samples()).isZero();
    }

    @Test
    void correction_doesNotMakeALabelLateThatWasEarly() {
        predict();
        label("Bag", 1, 104);
        label("Boot", 2, 5_000);

        assertThat(cohort().delays().count(1, DelayBuckets.of(4_000))).isEqualTo(1);
        assertThat(cohort().delays().samples()).isEqualTo(1);
        assertThat(cohort().realised().correct()).isEqualTo(1);
    }

    @Test
    void staleLabel_thatWasSentEarlier_tellsThatTheLabelWasThereEarlier() {
        predict();
        label("Boot", 2, 5_000);
        label("Bag", 1, 104);

        assertThat(cohort().delays().count(1, DelayBuckets.of(4_000))).isEqualTo(1);
        assertThat(cohort().delays().samples()).isEqualTo(1);
        assertThat(cohort().confusion().tp(1)).isEqualTo(1);
    }

    @Test
    void earlyLabel_hasNoDelay_andARetractionTakesItAway() {
        label("Boot", 1, 40);
        predict();
        assertThat(cohort().delays().count(1, 0)).isEqualTo(1);

        apply(new JoinEvent.Labelled(new Truth.Retracted(), new LabelOrder(0, 300_000, ++offset), 0));
        assertThat(cohort().delays().samples()).isZero();
        assertThat(cohort().confusion().samples()).isZero();
        assertThat(cohort().predictions()).isEqualTo(1);
    }

    @Test
    void labelThatIsInvalid_countsInNoCohort() {
        predict();
        label("Hat", 1, 104);

        assertThat(cohort().delays().samples()).isZero();
        assertThat(cohort().predictions()).isEqualTo(1);
        assertThat(Said.NOTHING.announced()).isEqualTo(-1);
    }

    private void predict() {
        apply(new JoinEvent.Predicted(V1, 1, new Outcome.OfClass(1, 0.25, 0.75), Role.CHAMPION, 100_000, 0));
    }

    private void label(String name, long revision, long second) {
        apply(new JoinEvent.Labelled(new Truth.ClassName(name), new LabelOrder(revision, second * 1_000, ++offset), 0));
    }

    private void apply(JoinEvent event) {
        Joiner.Step step = joiner.apply(row, event);
        row = step.row().orElse(JoinRow.EMPTY);
        for (TallyUpdate update : step.updates()) {
            cohorts.apply(update, new HashSet<>());
        }
    }

    private Cohort cohort() {
        return cohorts.get(new CohortKey(V1, Spans.of(LONG).at(100_000)));
    }
}
