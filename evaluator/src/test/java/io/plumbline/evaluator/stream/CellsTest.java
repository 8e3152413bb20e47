package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.Scoring;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stores hold is at every moment all that was counted. */
final class CellsTest {
    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cellsReadAnewAtAnyMoment_equalThoseThatLivedOn(long seed) {
        Random random = new Random(seed);
        KeyValueStore<String, byte[]> store = store("cells", Serdes.String());
        KeyValueStore<Bytes, byte[]> journal = store("journal", Serdes.Bytes());
        Cells restarted = new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, Samples.T0);
        Cells livedOn = new Cells(
                store("other", Serdes.String()),
                store("pages", Serdes.Bytes()),
                Samples.WINDOWS,
                Samples.SPANS,
                Samples.T0);
        long now = Samples.T0;

        for (int step = 0; step < 3_000; step++) {
            List<TallyUpdate> updates = updates(random, now);
            restarted.apply(updates);
            livedOn.apply(updates);
            now += random.nextInt(2_000);
            if (random.nextInt(200) == 0) {
                restarted.save(now);
                livedOn.save(now);
            }
            if (random.nextInt(100) == 0) {
                restarted = new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, now);
            }
        }
        restarted = new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, now);
        Cells again = new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, now);

        livedOn.save(now);
        Map<String, String> expected = published(livedOn);
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(published(restarted)).containsAllEntriesOf(expected);
        again.save(now);
        assertThat(published(again)).containsAllEntriesOf(expected);
    }

    @Test
    void settledCohort_isPublishedAtOnce_withTheEndOfThoseInIt_andIsReadAnew() {
        KeyValueStore<String, byte[]> store = store("cells", Serdes.String());
        KeyValueStore<Bytes, byte[]> journal = store("journal", Serdes.Bytes());
        Cells cells = new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, Samples.T0);
        VersionKey version = new VersionKey("fashion", "v1");
        cells.apply(List.of(new TallyUpdate.Expect(version, Samples.T0, Said.NOTHING)));
        cells.save(Samples.T0);
        Map<String, Boolean> first = cohorts(cells, Samples.T0);

        long later = Samples.T0 + Duration.ofDays(15).toMillis();
        cells.settle(later);
        cells.save(later);
        Map<String, Boolean> second = cohorts(cells, Samples.T0 + 1);
        Map<String, Boolean> restarted =
                cohorts(new Cells(store, journal, Samples.WINDOWS, Samples.SPANS, later), later);

        String settled = "fashion/v1/cohort/" + Long.MIN_VALUE + "/0";
        assertThat(first).hasSize(1).doesNotContainKey(settled).containsValue(true);
        assertThat(second).hasSize(2).containsEntry(settled, true).containsAllEntriesOf(ended(first));
        assertThat(restarted).containsOnly(Map.entry(settled, true));
    }

    private static Map<String, Boolean> ended(Map<String, Boolean> cohorts) {
        Map<String, Boolean> ended = new TreeMap<>(cohorts);
        ended.replaceAll((key, present) -> false);
        return ended;
    }

    /** Which cohorts are published, and whether they are there or have ended. */
    private static Map<String, Boolean> cohorts(Cells cells, long wallMillis) {
        Map<String, Boolean> cohorts = new TreeMap<>();
        cells.publish(3, wallMillis, record -> {
            if (record.keyText().contains("/cohort/")) {
                cohorts.put(record.keyText(), record.value() != null);
            }
        });
        return cohorts;
    }

    /** Everything but what a window has left: a tombstone may come from either life. */
    private static Map<String, String> published(Cells cells) {
        Map<String, String> values = new TreeMap<>();
        cells.publish(3, 0, record -> {
            byte[] value = record.value();
            if (value != null) {
                values.put(record.keyText(), new String(value, StandardCharsets.UTF_8));
            }
        });
        return values;
    }

    private static List<TallyUpdate> updates(Random random, long now) {
        List<TallyUpdate> updates = new ArrayList<>();
        VersionKey version = new VersionKey("fashion", "v" + random.nextInt(3));
        long time = now - random.nextInt(600_000);
        updates.add(new TallyUpdate.Enter(version, View.PROVISIONAL, time));
        double p = random.nextInt(101) / 100.0;
        Contribution contribution = Scoring.classified(random.nextInt(2), random.nextInt(2), new double[] {1 - p, p});
        updates.add(new TallyUpdate.Add(version, View.PROVISIONAL, time, contribution));
        if (random.nextInt(4) == 0) {
            updates.add(new TallyUpdate.Remove(version, View.PROVISIONAL, time, contribution));
        }
        Said said = Said.of(random.nextInt(2), new double[] {1 - p, p});
        long delay = random.nextInt(50_000) - 1_000;
        updates.add(new TallyUpdate.Expect(version, time, said));
        updates.add(new TallyUpdate.Realise(version, time, said, 1, delay));
        if (random.nextInt(4) == 0) {
            updates.add(new TallyUpdate.Unrealise(version, time, said, 1, delay));
        }
        updates.add(new TallyUpdate.Realise(version, time, Said.NOTHING, -1, delay));
        updates.add(new TallyUpdate.Count(VersionKey.NONE, Counter.LABELS));
        // Nine pairs of versions: one more than there is room for.
        VersionKey challenger = new VersionKey("fashion", "c" + random.nextInt(3));
        if (random.nextInt(3) == 0) {
            updates.add(new TallyUpdate.Paired(
                    challenger, version.version(), PairMetric.NDCG, random.nextDouble(), random.nextDouble(), time));
            updates.add(new TallyUpdate.PairCorrected(challenger, version.version(), PairMetric.NDCG));
        }
        return updates;
    }

    private <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys) {
        KeyValueStore<K, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
