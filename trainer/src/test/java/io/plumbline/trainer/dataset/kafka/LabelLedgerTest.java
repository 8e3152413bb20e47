package io.plumbline.trainer.dataset.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.trainer.dataset.Shuffle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LabelLedgerTest {
    private final LabelLedger ledger = new LabelLedger();
    private long offset;

    @Test
    void theHigherRevision_isNewer_whateverTheTimes() {
        add("a", 1, OptionalLong.of(2), 100);
        add("a", 2, OptionalLong.of(1), 900);
        add("a", 3, OptionalLong.empty(), 999);

        assertThat(ledger.truth("a")).contains(new Truth.Value(1));
        assertThat(ledger.counts()).containsEntry("stale", 2L).containsEntry("corrected", 0L);
    }

    @Test
    void ofOneRevision_theLaterTime_thenTheLaterOffset() {
        add("a", 1, OptionalLong.empty(), 500);
        add("a", 2, OptionalLong.empty(), 400);
        add("b", 1, OptionalLong.empty(), 500);
        add("b", 2, OptionalLong.empty(), 500);

        assertThat(ledger.truth("a")).contains(new Truth.Value(1));
        assertThat(ledger.truth("b")).contains(new Truth.Value(2));
    }

    @Test
    void aLabelsOwnTime_countsBeforeItsRecords() {
        add(new Label("a", new Truth.Value(1), Optional.of(Instant.ofEpochMilli(900)), OptionalLong.empty()), 100);
        add("a", 2, OptionalLong.empty(), 800);

        assertThat(ledger.truth("a")).contains(new Truth.Value(1));
    }

    @Test
    void aRetraction_withdrawsWhatCameBefore_andANewerLabelCountsAgain() {
        add("a", 1, OptionalLong.of(4), 100);
        retract("a", 50);
        assertThat(ledger.truth("a")).contains(new Truth.Retracted());
        add("a", 1, OptionalLong.of(3), 999);
        assertThat(ledger.truth("a")).as("older than what was withdrawn").contains(new Truth.Retracted());

        add("a", 5, OptionalLong.of(4), 200);

        assertThat(ledger.truth("a")).contains(new Truth.Value(5));
        assertThat(ledger.counts())
                .containsEntry("read", 4L)
                .containsEntry("retracted", 1L)
                .containsEntry("stale", 1L)
                .containsEntry("corrected", 0L);
    }

    @Test
    void anyOrderOfArrival_endsAtTheSameLabel() {
        for (int round = 0; round < 50; round++) {
            LabelLedger shuffled = new LabelLedger();
            for (int i : Shuffle.order(12, 3, round)) {
                shuffled.add(record(
                        new Label(
                                "a",
                                new Truth.Value(i % 5),
                                Optional.of(Instant.ofEpochMilli(i % 4 * 10)),
                                OptionalLong.of(i % 3)),
                        0,
                        i));
            }
            // Of revision 2 there are 2, 5, 8 and 11, of which 11 has the latest time.
            assertThat(shuffled.truth("a")).contains(new Truth.Value(1));
        }
    }

    @Test
    void labelsThatNobodyAskedFor_areOrphans_unlessTheyWereWithdrawn() {
        add("asked", 1, OptionalLong.empty(), 1);
        add("orphan", 1, OptionalLong.empty(), 1);
        retract("withdrawn", 1);
        ledger.truth("asked");
        ledger.truth("never-labelled");
        ledger.add(new WireRecord("labels", 0, 77, 0, null, new byte[] {1}, List.of()));

        assertThat(ledger.counts())
                .containsEntry("orphan", 1L)
                .containsEntry("malformed", 1L)
                .hasEntrySatisfying(
                        "first_malformed", why -> assertThat((String) why).contains("(labels-0@77"));
    }

    private void add(String id, double value, OptionalLong revision, long recordMillis) {
        add(new Label(id, new Truth.Value(value), Optional.empty(), revision), recordMillis);
    }

    private void retract(String id, long recordMillis) {
        add(new Label(id, new Truth.Retracted(), Optional.empty(), OptionalLong.empty()), recordMillis);
    }

    private void add(Label label, long recordMillis) {
        ledger.add(record(label, recordMillis, offset++));
    }

    private static WireRecord record(Label label, long recordMillis, long offset) {
        WireMessage message = new LabelCodec().encode(label, recordMillis);
        return new WireRecord("labels", 0, offset, recordMillis, message.key(), message.value(), message.headers());
    }
}
