package io.plumbline.evaluator.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.compare.PairTally;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PairsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private static final String BASELINE = "v1";

    private final Pairs pairs = new Pairs();

    @Test
    void aNinthPair_isNotTaken_whileTheOthersAreAlive() {
        for (int i = 0; i < Pairs.MAX_PAIRS; i++) {
            assertThat(pairs.apply(paired("m", "c" + i, i * DAY / 10))).isTrue();
        }

        assertThat(pairs.apply(paired("m", "late", DAY))).isFalse();
        assertThat(pairs.apply(paired("other", "c0", DAY))).as("another model").isTrue();
        assertThat(pairs.apply(paired("m", "c3", DAY))).as("a known one").isTrue();
        assertThat(pairs.keys()).hasSize(Pairs.MAX_PAIRS + 1);
        assertThat(pairs.takeDropped()).isEmpty();
    }

    @Test
    void aPairThatWasIdleForAWeek_makesRoom() {
        for (int i = 0; i < Pairs.MAX_PAIRS; i++) {
            pairs.apply(paired("m", "c" + i, i));
        }
        pairs.apply(paired("m", "c0", 20 * DAY));
        pairs.takeChanged();

        assertThat(pairs.apply(paired("m", "late", 20 * DAY))).isTrue();

        assertThat(pairs.takeDropped()).containsExactly(key("m", "c1"));
        assertThat(pairs.takeChanged()).containsExactly(key("m", "late"));
        assertThat(pairs.get(key("m", "c0")).differences().samples()).isEqualTo(2);
    }

    @Test
    void aCorrection_countsInAPairThatIsKept_only() {
        pairs.apply(paired("m", "v2", 0));

        pairs.apply(new TallyUpdate.PairCorrected(new VersionKey("m", "v2"), "v1", PairMetric.ACCURACY));
        pairs.apply(new TallyUpdate.PairCorrected(new VersionKey("m", "v9"), "v1", PairMetric.ACCURACY));

        assertThat(pairs.keys()).containsExactly(key("m", "v2"));
        assertThat(pairs.get(key("m", "v2")).corrections()).isEqualTo(1);
        assertThat(pairs.get(key("m", "v2")).differences().samples()).isEqualTo(1);
    }

    @Test
    void aPublishedPair_readsBackTheSame_andMergesOverPartitions() {
        pairs.apply(paired("m", "v2", 5));
        pairs.apply(new TallyUpdate.PairCorrected(new VersionKey("m", "v2"), "v1", PairMetric.ACCURACY));
        PairTally tally = pairs.get(key("m", "v2"));
        CommittedTallies committed = new CommittedTallies();

        for (int partition = 0; partition < 3; partition++) {
            PairEvaluation record = new PairEvaluation(key("m", "v2"), partition, Optional.of(tally));
            assertThat(record.keyText()).isEqualTo("m/v2/pair/v1/accuracy");
            byte[] value = record.value();
            assertThat(value).isNotNull();
            committed.put(Published.read(value));
        }

        PairTally merged = committed.mergedPairs().get(key("m", "v2"));
        assertThat(merged.differences().samples()).isEqualTo(3);
        assertThat(merged.corrections()).isEqualTo(3);
        assertThat(merged.lastMillis()).isEqualTo(5);
        committed.remove(1, "m/v2/pair/v1/accuracy");
        assertThat(committed.mergedPairs().get(key("m", "v2")).differences().samples())
                .isEqualTo(2);
        assertThat(new PairEvaluation(key("m", "v2"), 0, Optional.empty()).value())
                .isNull();
    }

    private static TallyUpdate.Paired paired(String model, String challenger, long millis) {
        return new TallyUpdate.Paired(new VersionKey(model, challenger), BASELINE, PairMetric.ACCURACY, 0, 1, millis);
    }

    private static PairKey key(String model, String challenger) {
        return new PairKey(model, BASELINE, challenger, PairMetric.ACCURACY);
    }
}
