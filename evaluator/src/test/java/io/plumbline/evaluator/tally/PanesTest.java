package io.plumbline.evaluator.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluator.statistic.Contribution;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PanesTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final Maturity MATURITY = new Maturity(Duration.ofHours(1), Map.of("slow", Duration.ofDays(2)));
    private static final Window FIVE_MINUTES = new Window("5m", Duration.ofMinutes(5));
    private static final Window DAY = new Window("1d", Duration.ofDays(1));
    private static final Windows WINDOWS = new Windows(List.of(FIVE_MINUTES, DAY), MATURITY);
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long NOW = 500_000 * HOUR + 30 * MINUTE;
    private static final Contribution RIGHT = new Contribution.Classified(1, 1, Optional.empty());

    private final Set<PaneKey> changed = new HashSet<>();

    @Test
    void lateLabel_goesWhereItsPredictionLies_andIsTakenAwayThere() {
        Panes panes = new Panes(WINDOWS);
        long predicted = NOW - 3 * MINUTE - 1;
        panes.apply(new TallyUpdate.Enter(V1, View.PROVISIONAL, predicted), changed);
        panes.apply(new TallyUpdate.Enter(V1, View.PROVISIONAL, NOW), changed);
        panes.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, predicted, RIGHT), changed);

        Pane then = panes.get(pane(PaneWidth.MINUTE, NOW - 4 * MINUTE));
        assertThat(then.predictions()).isEqualTo(1);
        assertThat(then.net().samples()).isEqualTo(1);
        assertThat(panes.get(pane(PaneWidth.MINUTE, NOW)).net().samples()).isZero();

        panes.apply(new TallyUpdate.Remove(V1, View.PROVISIONAL, predicted, RIGHT), changed);
        assertThat(then.net().states()).isEmpty();
        assertThat(then.predictions()).isEqualTo(1);
    }

    @Test
    void paneThatNoWindowReaches_isDropped_andWhatComesForItIsLeftAlone() {
        Panes panes = new Panes(WINDOWS);
        panes.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        panes.apply(new TallyUpdate.Add(V1, View.MATURED, NOW, RIGHT), changed);
        assertThat(panes.dropOld(NOW + 5 * MINUTE)).isEmpty();

        List<PaneKey> dropped = panes.dropOld(NOW + 7 * MINUTE);
        assertThat(dropped).containsExactly(pane(PaneWidth.MINUTE, NOW));
        panes.apply(new TallyUpdate.Remove(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        assertThatThrownBy(() -> panes.get(pane(PaneWidth.MINUTE, NOW))).isInstanceOf(IllegalStateException.class);
        assertThat(panes.get(pane(PaneWidth.HOUR, NOW - 30 * MINUTE)).net().states())
                .isEmpty();

        assertThat(panes.dropOld(NOW + HOUR + 7 * MINUTE))
                .as("the matured view ends an hour earlier")
                .containsExactly(new PaneKey(V1, View.MATURED, PaneWidth.MINUTE, NOW));
    }

    @Test
    void clockThatStepsBack_doesNotBringBackWhatWasDropped() {
        Panes panes = new Panes(WINDOWS);
        panes.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        panes.dropOld(NOW + 7 * MINUTE);

        Panes restarted = restarted(panes);
        restarted.apply(new TallyUpdate.Remove(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        restarted.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        assertThat(restarted.keys()).noneMatch(key -> key.width() == PaneWidth.MINUTE);
    }

    @Test
    void windowThatIsAddedLater_startsWithAPaneThatLacksNothing() {
        Panes before = new Panes(new Windows(List.of(FIVE_MINUTES), MATURITY));
        before.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);

        Panes after = restarted(before);
        after.apply(new TallyUpdate.Remove(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        after.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        after.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW + HOUR, RIGHT), changed);
        assertThat(after.keys())
                .filteredOn(key -> key.width() == PaneWidth.HOUR)
                .containsExactly(pane(PaneWidth.HOUR, NOW + 30 * MINUTE));
    }

    @Test
    void windowThatIsTakenAwayAndPutBack_isFilledAgain() {
        Panes before = new Panes(WINDOWS);
        before.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW, RIGHT), changed);
        Panes without = new Panes(new Windows(List.of(FIVE_MINUTES), MATURITY));
        without.restoreFloors(before.floors(), NOW);
        before.keys().forEach(key -> without.restore(key, before.stored(key)));
        without.dropOld(NOW);

        Panes again = restarted(without);
        again.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, NOW + HOUR, RIGHT), changed);
        assertThat(again.keys())
                .filteredOn(key -> key.width() == PaneWidth.HOUR)
                .containsExactly(pane(PaneWidth.HOUR, NOW + 30 * MINUTE));
    }

    @Test
    void modelWithSlowLabels_keepsItsMaturedPanesLonger() {
        Panes panes = new Panes(WINDOWS);
        VersionKey slow = new VersionKey("slow", "v1");
        panes.apply(new TallyUpdate.Add(slow, View.MATURED, NOW, RIGHT), changed);
        assertThat(panes.dropOld(NOW + 2 * 24 * HOUR)).isEmpty();
        assertThat(panes.dropOld(NOW + 2 * 24 * HOUR + 7 * MINUTE)).hasSize(1);
    }

    @Test
    void windowOfNoWholePanes_isRefused() {
        assertThatThrownBy(() -> new Window("90s", Duration.ofSeconds(90)))
                .hasMessageContaining("'90s'")
                .hasMessageContaining("multiple of PT1M");
        assertThatThrownBy(() -> new Window("150m", Duration.ofMinutes(150))).hasMessageContaining("multiple of PT1H");
        assertThatThrownBy(() -> new Windows(List.of(DAY, DAY), MATURITY)).hasMessageContaining("expected each once");
    }

    private static Panes restarted(Panes before) {
        Panes panes = new Panes(WINDOWS);
        panes.restoreFloors(before.floors(), NOW);
        before.keys().forEach(key -> panes.restore(key, before.stored(key)));
        return panes;
    }

    private static PaneKey pane(PaneWidth width, long start) {
        return new PaneKey(V1, View.PROVISIONAL, width, start);
    }
}
