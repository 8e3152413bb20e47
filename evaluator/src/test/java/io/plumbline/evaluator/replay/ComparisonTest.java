package io.plumbline.evaluator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.join.ClassNames;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.PaneEvaluation;
import io.plumbline.evaluator.tally.Progress;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Horizons HORIZONS =
            new Horizons(Duration.ofHours(10), Duration.ofHours(5), Duration.ofSeconds(30));
    private static final VersionKey AMES = new VersionKey("ames", "v1");

    /** After the first ten predictions matured, and before the others did. */
    private static final OptionalLong CLOCK = OptionalLong.of(Samples.T0 + 30_009);

    private long offset;

    private Recount recount(int from, int to, OptionalLong clock) {
        Recount recount = new Recount(HORIZONS, Samples.WINDOWS, ClassNames.NONE, clock);
        for (int i = from; i < to; i++) {
            recount.prediction(record("predictions", Samples.measured("h" + i, i), Samples.T0 + i));
            recount.label(record("labels", Samples.label("h" + i, new Truth.Value(i + 0.5)), Samples.T0 + i));
        }
        return recount;
    }

    private WireRecord record(String topic, WireMessage message, long timeMillis) {
        return new WireRecord(topic, 0, offset++, timeMillis, message.key(), message.value(), message.headers());
    }

    /** What an evaluator would have published of these. */
    private static LivePartition live(Recount counted) {
        LivePartition live = new LivePartition();
        counted.tallies().forEach((version, tally) -> live.put(again(new Evaluation(version, 0, tally))));
        counted.panes().forEach((key, pane) -> live.put(again(new PaneEvaluation(key, 0, Optional.of(pane)))));
        return live;
    }

    private static Published again(Published published) {
        byte[] value = published.value();
        return Published.read(value == null ? new byte[0] : value);
    }

    private static Map<VersionKey, Long> matured(long count) {
        return Map.of(AMES, count);
    }

    private static Comparison compare(LivePartition live, Recount recount, OptionalLong clock) {
        Comparison comparison = new Comparison(3, Scope.ALL, Samples.WINDOWS, clock);
        comparison.run(live, recount);
        return comparison;
    }

    @Test
    void sameRecords_areEqual_andEverythingIsCompared() {
        Recount first = recount(0, 20, CLOCK);
        first.finish(matured(10));
        Recount second = recount(0, 20, CLOCK);
        second.finish(matured(10));

        Comparison comparison = compare(live(first), second, CLOCK);

        assertThat(first.tallies().get(AMES).pending()).isEqualTo(10);
        assertThat(comparison.difference()).isEmpty();
        assertThat(comparison.notCompared()).isEmpty();
        assertThat(comparison.cells()).isGreaterThan(20);
    }

    @Test
    void moreHadMatured_thanTheClockSays_andTheCountTellsHowMany() {
        Recount first = recount(0, 20, CLOCK);
        first.finish(matured(10));
        Recount second = recount(0, 20, OptionalLong.of(0));
        second.finish(matured(10));

        assertThat(compare(live(first), second, CLOCK).difference()).isEmpty();
    }

    @Test
    void aRecordMore_isTheFirstCounterThatDiffers() {
        Recount first = recount(0, 19, CLOCK);
        first.finish(matured(10));
        Recount second = recount(0, 20, CLOCK);
        second.finish(matured(10));

        Difference difference = compare(live(first), second, CLOCK).difference().orElseThrow();

        assertThat(difference).hasToString("partition 3, no version, cumulative, labels: live 19, replayed 20");
    }

    @Test
    void aPaneAlone_thatDiffers_isFound() {
        Recount first = recount(0, 20, CLOCK);
        first.finish(matured(10));
        LivePartition live = live(first);
        Recount fewer = recount(0, 19, CLOCK);
        fewer.finish(matured(10));
        fewer.panes().forEach((key, pane) -> live.put(new PaneEvaluation(key, 0, Optional.of(pane))));

        Difference difference = compare(live, first, CLOCK).difference().orElseThrow();

        assertThat(difference.version()).isEqualTo(AMES);
        assertThat(difference.window()).startsWith("pane of a minute from ");
        assertThat(difference.statistic()).isEqualTo("provisional predictions");
    }

    @Test
    void aLabelAfterTheHorizon_leavesItsVersionOut() {
        Recount first = recount(0, 20, CLOCK);
        WireMessage late = Samples.label("h3", new Truth.Value(9));
        long hours = Duration.ofHours(11).toMillis();
        first.label(record("labels", late, Samples.T0 + hours));
        first.finish(new HashMap<>());

        Comparison comparison = compare(new LivePartition(), first, CLOCK);

        assertThat(comparison.difference()).isEmpty();
        assertThat(comparison.notCompared())
                .containsExactly(
                        "partition 3: counts of labels: of some id something came so late that its row may have ended"
                                + " before",
                        "partition 3: ames/v1: of some id something came so late that its row may have ended before");
    }

    @Test
    void withoutAClock_maturedCellsAndPanesAreLeftOut() {
        Recount first = recount(0, 20, CLOCK);
        first.finish(matured(10));
        Recount second = recount(0, 20, OptionalLong.empty());
        second.finish(matured(10));

        Comparison comparison = compare(live(first), second, OptionalLong.empty());

        assertThat(comparison.difference()).isEmpty();
        assertThat(comparison.notCompared()).singleElement().asString().contains("matured cells and panes");
    }

    @Test
    void expiredPredictions_areNamedAsAPossibleReason() {
        Recount replayed = recount(0, 1, CLOCK);
        replayed.finish(matured(0));
        Tally expired = new Tally();
        expired.apply(new TallyUpdate.Count(AMES, Counter.EXPIRED_UNLABELLED));
        LivePartition live = live(replayed);
        live.put(new Evaluation(AMES, 0, expired));

        Difference difference = compare(live, replayed, CLOCK).difference().orElseThrow();

        assertThat(difference.hint()).startsWith("1 predictions had expired there unlabelled");
    }

    @Test
    void progress_isReadAsItWasWritten() {
        Progress full = new Progress(2, 7, 0, OptionalLong.of(1_700_000_000_000L));
        Progress behind = new Progress(2, 0, 9, OptionalLong.empty());

        assertThat(Published.read(full.value())).isEqualTo(full);
        assertThat(Published.read(behind.value())).isEqualTo(behind);
    }
}
