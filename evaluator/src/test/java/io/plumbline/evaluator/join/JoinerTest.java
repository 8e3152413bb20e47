package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JoinerTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final VersionKey V2 = new VersionKey("fashion", "v2");
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Map<VersionKey, List<String>> names =
            new HashMap<>(Map.of(V1, List.of("Bag", "Boot"), V2, List.of("Bag", "Boot")));
    private static final RowCodec CODEC = new RowCodec(new VersionIds());
    private final Joiner joiner = new Joiner(
            new Horizons(Duration.ofHours(10), Duration.ofHours(5), Duration.ofHours(1)),
            version -> Optional.ofNullable(names.get(version)));
    private final Map<VersionKey, Tally> tallies = new HashMap<>();
    private JoinRow row = JoinRow.EMPTY;
    private long offset;

    @Test
    void prediction_thenLabel_counts() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 0);

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(count(V1, Counter.JOINED_PREDICTION_FIRST)).isEqualTo(1);
        assertThat(count(V1, Counter.JOINED_LABEL_FIRST)).isZero();
        assertThat(tally(V1).pending()).as("not matured yet").isEqualTo(1);
    }

    @Test
    void label_thenPrediction_countsTheSame() {
        label(new Truth.ClassName("Boot"), 0);
        predict(V1, 1, 7);

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(count(V1, Counter.JOINED_LABEL_FIRST)).isEqualTo(1);
    }

    @Test
    void samePrediction_again_isIgnored_andAnother_isAConflict() {
        predict(V1, 1, 7);
        predict(V1, 1, 7);
        predict(V1, 0, 8);
        label(new Truth.ClassName("Boot"), 0);

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(count(V1, Counter.PREDICTIONS)).isEqualTo(1);
        assertThat(count(V1, Counter.DUPLICATE_PREDICTION)).isEqualTo(1);
        assertThat(count(V1, Counter.CONFLICTING_PREDICTION)).isEqualTo(1);
    }

    @Test
    void oneLabel_judgesEveryVersion() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 0);
        predict(V2, 0, 8);

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(confusion(V2)).containsExactly(1, 0, 1);
    }

    @Test
    void correction_removesExactlyWhatWasAdded() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 1);
        label(new Truth.ClassName("Bag"), 2);

        assertThat(confusion(V1)).containsExactly(0, 1, 1);
        assertThat(tally(V1).retracted(View.PROVISIONAL).confusion().state()).containsExactly(1, 1, 1);
        assertThat(tally(V1).added(View.PROVISIONAL).samples()).isEqualTo(2);
        assertThat(count(VersionKey.NONE, Counter.CORRECTED_LABEL)).isEqualTo(1);
        assertThat(tally(V1).joined()).isEqualTo(1);
    }

    @Test
    void olderRevision_isStale_andEqual_isADuplicate() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 2);
        label(new Truth.ClassName("Bag"), 1);
        label(new Truth.ClassName("Boot"), 2);

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(count(VersionKey.NONE, Counter.STALE_LABEL)).isEqualTo(1);
        assertThat(count(VersionKey.NONE, Counter.DUPLICATE_LABEL)).isEqualTo(1);
        assertThat(count(VersionKey.NONE, Counter.LABELS)).isEqualTo(3);
    }

    @Test
    void withoutRevisions_theLaterTimeWins_thenTheLaterOffset() {
        predict(V1, 1, 7);
        apply(new JoinEvent.Labelled(new Truth.ClassName("Boot"), new LabelOrder(0, 500, 1), 0));
        apply(new JoinEvent.Labelled(new Truth.ClassName("Bag"), new LabelOrder(0, 400, 2), 0));
        assertThat(confusion(V1)).containsExactly(1, 1, 1);

        apply(new JoinEvent.Labelled(new Truth.ClassName("Bag"), new LabelOrder(0, 500, 3), 0));
        assertThat(confusion(V1)).containsExactly(0, 1, 1);
    }

    @Test
    void retraction_takesTheLabelBack_whateverItsRevision_andANewerLabelCountsAgain() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 5);
        label(new Truth.Retracted(), 0);

        assertThat(confusion(V1)).isEmpty();
        assertThat(tally(V1).pending()).isEqualTo(1);
        assertThat(count(VersionKey.NONE, Counter.RETRACTED_LABEL)).isEqualTo(1);

        label(new Truth.Retracted(), 0);
        label(new Truth.ClassName("Bag"), 4);
        assertThat(confusion(V1)).isEmpty();
        assertThat(count(VersionKey.NONE, Counter.DUPLICATE_LABEL)).isEqualTo(1);
        assertThat(count(VersionKey.NONE, Counter.STALE_LABEL)).isEqualTo(1);

        label(new Truth.ClassName("Bag"), 6);
        assertThat(confusion(V1)).containsExactly(0, 1, 1);
    }

    @Test
    void labelsThatDoNotFit_areInvalid_andNeverInTheSums() {
        predict(V1, 1, 7);
        for (Truth truth : List.of(
                new Truth.ClassName("Hat"),
                new Truth.Value(2),
                new Truth.Value(0.5),
                new Truth.Value(Double.NaN),
                new Truth.Relevance(Map.of("a", 1.0)))) {
            label(truth, 0);
            assertThat(confusion(V1)).as(truth.toString()).isEmpty();
        }
        assertThat(count(V1, Counter.INVALID)).isEqualTo(1);

        label(new Truth.Value(1), 0);
        assertThat(confusion(V1)).containsExactly(1, 1, 1);
    }

    @Test
    void numbers_thatSumsCannotHold_areInvalid() {
        VersionKey ames = new VersionKey("ames", "v1");
        apply(predicted(ames, new Outcome.OfValue(1e300), 7));
        label(new Truth.Value(1), 0);

        assertThat(tally(ames).net(View.PROVISIONAL).samples()).isZero();
        assertThat(count(ames, Counter.INVALID)).isEqualTo(1);
    }

    @Test
    void queryWithNothingRelevant_isCountedApart() {
        VersionKey search = new VersionKey("search", "v1");
        apply(predicted(search, new Outcome.OfRanking(List.of("a", "b"), new double[] {2, 1}), 7));
        label(new Truth.Relevance(Map.of("a", 0.0)), 1);
        assertThat(tally(search).net(View.PROVISIONAL).ranking().noRelevantQueries())
                .isEqualTo(1);

        label(new Truth.Relevance(Map.of("b", 1.0)), 2);
        assertThat(tally(search).net(View.PROVISIONAL).ranking().noRelevantQueries())
                .isZero();
        assertThat(tally(search).net(View.PROVISIONAL).ranking().mrr()).isEqualTo(0.5);
    }

    @Test
    void className_waitsForTheNamesOfItsVersion() {
        names.remove(V1);
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 0);
        assertThat(row.awaitsNames()).isTrue();
        assertThat(tally(V1).pending()).isEqualTo(1);

        names.put(V1, List.of("Bag", "Boot"));
        apply(new JoinEvent.NamesKnown());
        apply(new JoinEvent.NamesKnown());

        assertThat(confusion(V1)).containsExactly(1, 1, 1);
        assertThat(row.awaitsNames()).isFalse();
    }

    @Test
    void classIndex_needsNoNames() {
        names.remove(V1);
        predict(V1, 1, 7);
        label(new Truth.Value(0), 0);
        assertThat(confusion(V1)).containsExactly(0, 1, 1);
    }

    @Test
    void matured_isOverPredictionsOldEnough_andFollowsCorrections() {
        predict(V1, 1, 7);
        label(new Truth.ClassName("Boot"), 1);
        apply(new JoinEvent.TimePassed(HOUR - 1));
        assertThat(tally(V1).net(View.MATURED).samples()).isZero();

        assertThat(joiner.dueMillis(row)).isEqualTo(HOUR);
        apply(new JoinEvent.TimePassed(HOUR));
        apply(new JoinEvent.TimePassed(HOUR + 1));
        assertThat(tally(V1).net(View.MATURED).confusion().state()).containsExactly(1, 1, 1);
        assertThat(count(V1, Counter.MATURED_PREDICTIONS)).isEqualTo(1);

        label(new Truth.ClassName("Bag"), 2);
        assertThat(tally(V1).net(View.MATURED).confusion().state()).containsExactly(0, 1, 1);
    }

    @Test
    void unlabelledPrediction_expires_andALabelledOneIsKeptInTheSums() {
        predict(V1, 1, 7);
        assertThat(step(new JoinEvent.TimePassed(10 * HOUR)).row()).isEmpty();
        assertThat(count(V1, Counter.EXPIRED_UNLABELLED)).isEqualTo(1);
        assertThat(tally(V1).pending()).isZero();

        row = JoinRow.EMPTY;
        predict(V2, 1, 7);
        label(new Truth.ClassName("Boot"), 0);
        assertThat(step(new JoinEvent.TimePassed(10 * HOUR)).row()).isEmpty();
        assertThat(count(V2, Counter.EXPIRED_UNLABELLED)).isZero();
        assertThat(confusion(V2)).containsExactly(1, 1, 1);
        assertThat(tally(V2).net(View.MATURED).samples()).isEqualTo(1);
    }

    @Test
    void labelWithoutPrediction_isAnOrphanInTheEnd() {
        label(new Truth.ClassName("Boot"), 0);
        apply(new JoinEvent.TimePassed(5 * HOUR - 1));
        assertThat(count(VersionKey.NONE, Counter.ORPHAN_LABEL)).isZero();

        assertThat(step(new JoinEvent.TimePassed(5 * HOUR)).row()).isEmpty();
        assertThat(count(VersionKey.NONE, Counter.ORPHAN_LABEL)).isEqualTo(1);
    }

    @Test
    void horizons_thatContradict_areRefused() {
        assertThatThrownBy(() -> new Horizons(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maturity.horizon is PT2H, expected at most join.horizon, PT1H");
    }

    private void predict(VersionKey version, int index, long fingerprint) {
        apply(predicted(version, new Outcome.OfClass(index, 0.25, 0.75), fingerprint));
    }

    private static JoinEvent predicted(VersionKey version, Outcome outcome, long fingerprint) {
        return new JoinEvent.Predicted(version, fingerprint, outcome, Role.CHAMPION, 0, 0);
    }

    private void label(Truth truth, long revision) {
        offset++;
        apply(new JoinEvent.Labelled(truth, new LabelOrder(revision, 100, offset), 0));
    }

    private void apply(JoinEvent event) {
        row = step(event).row().orElse(JoinRow.EMPTY);
    }

    private Joiner.Step step(JoinEvent event) {
        // Through its bytes, as in the store.
        JoinRow stored = CODEC.decode(CODEC.encode(row));
        assertThat(stored).isEqualTo(row);
        Joiner.Step step = joiner.apply(stored, event);
        for (TallyUpdate update : step.updates()) {
            tallies.computeIfAbsent(update.version(), version -> new Tally()).apply(update);
        }
        return step;
    }

    private Tally tally(VersionKey version) {
        return tallies.getOrDefault(version, new Tally());
    }

    private long count(VersionKey version, Counter counter) {
        return tally(version).count(counter);
    }

    private long[] confusion(VersionKey version) {
        return tally(version).net(View.PROVISIONAL).confusion().state();
    }
}
