package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.TallyUpdate.PairCorrected;
import io.plumbline.evaluator.tally.TallyUpdate.Paired;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which ids enter the comparison of two versions, when and with what values. */
final class PairingTest {
    private static final VersionKey V1 = new VersionKey("m", "v1");
    private static final VersionKey V2 = new VersionKey("m", "v2");
    private static final VersionKey V3 = new VersionKey("m", "v3");
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final RowCodec codec = new RowCodec(new VersionIds());
    private final Joiner joiner = new Joiner(
            new Horizons(Duration.ofHours(10), Duration.ofHours(5), Duration.ofHours(1)),
            version -> Optional.of(List.of("Bag", "Boot", "Coat")),
            Map.of("priced", 50.0));
    private final List<TallyUpdate> pairs = new ArrayList<>();
    private JoinRow row = JoinRow.EMPTY;
    private long offset;

    @Test
    void championAndShadow_areComparedOnce_whenBothHaveMatured() {
        predict(V1, Role.CHAMPION, ofClass(1));
        predict(V2, Role.SHADOW, ofClass(2));
        label(new Truth.ClassName("Coat"), 1);
        assertThat(pairs).as("the label may still be corrected").isEmpty();

        time(HOUR);
        time(2 * HOUR);

        assertThat(pairs).containsExactly(new Paired(V2, "v1", PairMetric.ACCURACY, 0, 1, 0));
    }

    @Test
    void aCorrectionBeforeMaturity_isTheLabelThatCounts() {
        predict(V1, Role.CHAMPION, ofClass(1));
        predict(V2, Role.SHADOW, ofClass(2));
        label(new Truth.ClassName("Coat"), 1);
        label(new Truth.ClassName("Boot"), 2);

        time(HOUR);

        assertThat(pairs).containsExactly(new Paired(V2, "v1", PairMetric.ACCURACY, 1, 0, 0));
    }

    @Test
    void aLabelAfterMaturity_comparesAtOnce() {
        predict(V1, Role.CHAMPION, ofClass(1));
        predict(V2, Role.SHADOW, ofClass(1));
        time(HOUR);

        label(new Truth.ClassName("Boot"), 1);

        assertThat(pairs).containsExactly(new Paired(V2, "v1", PairMetric.ACCURACY, 1, 1, 0));
    }

    @Test
    void whatChangesAfterwards_isACorrection_andNoSecondSample() {
        predict(V1, Role.CHAMPION, ofClass(1));
        predict(V2, Role.SHADOW, ofClass(2));
        label(new Truth.ClassName("Coat"), 1);
        time(HOUR);
        pairs.clear();

        label(new Truth.ClassName("Boot"), 2);
        label(new Truth.ClassName("Boot"), 2);
        label(new Truth.Retracted(), 0);
        label(new Truth.ClassName("Coat"), 3);

        PairCorrected once = new PairCorrected(V2, "v1", PairMetric.ACCURACY);
        assertThat(pairs).containsExactly(once, once, once);
    }

    @Test
    void everySilentVersion_isHeldAgainstTheOneThatAnswered() {
        predict(V3, Role.SHADOW, ofClass(0));
        predict(V2, Role.CHALLENGER, ofClass(1));
        predict(V1, Role.SHADOW, ofClass(1));
        label(new Truth.ClassName("Boot"), 1);

        time(HOUR);

        assertThat(pairs)
                .containsExactlyInAnyOrder(
                        new Paired(V1, "v2", PairMetric.ACCURACY, 1, 1, 0),
                        new Paired(V3, "v2", PairMetric.ACCURACY, 1, 0, 0));
    }

    @Test
    void withoutOneThatAnswered_andOverModels_nothingIsCompared() {
        predict(V2, Role.SHADOW, ofClass(1));
        predict(V3, Role.SHADOW, ofClass(1));
        predict(new VersionKey("other", "v1"), Role.CHAMPION, ofClass(1));
        label(new Truth.ClassName("Boot"), 1);

        time(HOUR);

        assertThat(pairs).isEmpty();
    }

    @Test
    void aVersionThatComesLate_isComparedWithTheSameBaseline() {
        predict(V2, Role.CHALLENGER, ofClass(1));
        predict(V3, Role.SHADOW, ofClass(0));
        label(new Truth.ClassName("Boot"), 1);
        time(HOUR);
        pairs.clear();

        predict(V1, Role.CHAMPION, ofClass(1));
        time(2 * HOUR);

        assertThat(pairs).containsExactly(new Paired(V1, "v2", PairMetric.ACCURACY, 1, 1, 0));
    }

    @Test
    void aRowThatEnds_comparesFirst() {
        predict(V1, Role.CHAMPION, ofClass(1));
        predict(V2, Role.SHADOW, ofClass(1));
        label(new Truth.ClassName("Boot"), 1);

        time(11 * HOUR);

        assertThat(pairs).hasSize(1);
        assertThat(row.isEmpty()).isTrue();
    }

    @Test
    void numbers_areComparedByWhichIsCloser_orByAScaleIfThereIsOne() {
        predict(V1, Role.CHAMPION, new Outcome.OfValue(10));
        predict(V2, Role.SHADOW, new Outcome.OfValue(13));
        predict(V3, Role.SHADOW, new Outcome.OfValue(14));
        label(new Truth.Value(12), 1);
        time(HOUR);

        assertThat(pairs)
                .containsExactly(
                        new Paired(V2, "v1", PairMetric.CLOSER, 0, 1, 0),
                        new Paired(V3, "v1", PairMetric.CLOSER, 0, 0, 0));

        row = JoinRow.EMPTY;
        pairs.clear();
        VersionKey priced = new VersionKey("priced", "v1");
        predict(priced, Role.CHAMPION, new Outcome.OfValue(10));
        predict(new VersionKey("priced", "v2"), Role.SHADOW, new Outcome.OfValue(1000));
        label(new Truth.Value(20), 2);
        time(HOUR);

        PairMetric error = PairMetric.absoluteError(50);
        assertThat(error.name()).isEqualTo("absolute_error@50");
        assertThat(pairs).containsExactly(new Paired(new VersionKey("priced", "v2"), "v1", error, 0.2, 1, 0));
    }

    @Test
    void rankings_areComparedByNdcg_unlessNothingIsRelevant() {
        List<String> items = List.of("a", "b");
        predict(V1, Role.CHAMPION, new Outcome.OfRanking(items, new double[] {2, 1}));
        predict(V2, Role.SHADOW, new Outcome.OfRanking(items, new double[] {1, 2}));
        label(new Truth.Relevance(Map.of("a", 0.0)), 1);
        time(HOUR);
        assertThat(pairs).isEmpty();

        label(new Truth.Relevance(Map.of("a", 0.0, "b", 1.0)), 2);

        assertThat(pairs).hasSize(1);
        Paired paired = (Paired) pairs.get(0);
        assertThat(paired.metric()).isEqualTo(PairMetric.NDCG);
        assertThat(paired.baselineValue()).isLessThan(0.7);
        assertThat(paired.challengerValue()).isEqualTo(1);
    }

    @Test
    void beforeMaturity_anyOrder_givesTheSamePairs() {
        List<JoinEvent> history = new ArrayList<>();
        for (VersionKey version : List.of(V1, V2, V3)) {
            Role role = version.equals(V1) ? Role.CHAMPION : Role.SHADOW;
            history.add(
                    new JoinEvent.Predicted(version, version.hashCode(), ofClass(version.hashCode() & 1), role, 0, 0));
        }
        for (int revision = 1; revision < 4; revision++) {
            history.add(new JoinEvent.Labelled(
                    new Truth.ClassName(revision == 2 ? "Boot" : "Bag"), new LabelOrder(revision, 0, revision), 0));
        }
        Random random = new Random(1);
        List<TallyUpdate> expected = List.of();
        for (int shuffle = 0; shuffle < 50; shuffle++) {
            history.add(history.get(random.nextInt(history.size())));
            Collections.shuffle(history, random);
            row = JoinRow.EMPTY;
            pairs.clear();

            history.forEach(this::apply);
            time(HOUR);

            expected = expected.isEmpty() ? List.copyOf(pairs) : expected;
            assertThat(pairs).hasSize(2).isEqualTo(expected);
        }
    }

    private static Outcome ofClass(int index) {
        double[] probabilities = {0.25, 0.25, 0.25};
        probabilities[index] = 0.5;
        return new Outcome.OfClass(index, probabilities);
    }

    private void predict(VersionKey version, Role role, Outcome outcome) {
        apply(new JoinEvent.Predicted(version, version.hashCode(), outcome, role, 0, 0));
    }

    private void label(Truth truth, long revision) {
        offset++;
        apply(new JoinEvent.Labelled(truth, new LabelOrder(revision, offset, offset), 0));
    }

    private void time(long now) {
        apply(new JoinEvent.TimePassed(now));
    }

    /** Through the stored form each time: what a row remembers, it remembers over a restart. */
    private void apply(JoinEvent event) {
        Joiner.Step step = joiner.apply(row, event);
        row = step.row().map(next -> codec.decode(codec.encode(next))).orElse(JoinRow.EMPTY);
        step.updates().stream()
                .filter(update -> update instanceof Paired || update instanceof PairCorrected)
                .forEach(pairs::add);
    }
}
