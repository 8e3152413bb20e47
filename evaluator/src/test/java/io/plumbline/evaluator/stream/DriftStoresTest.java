package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.drift.Counting;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.drift.ErrorWatch;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.drift.Profile;
import io.plumbline.evaluator.drift.References;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stores hold is at every moment all that was counted. */
final class DriftStoresTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final VersionKey V2 = new VersionKey("fashion", "v2");
    private static final FalseAlarmBudget BUDGET = new FalseAlarmBudget(1_000);
    private static final DriftConfig CONFIG =
            new DriftConfig(true, Optional.empty(), Duration.ofHours(1), BUDGET, 0.001, 50);
    private static final Profile PROFILE = Profile.of(References.rows("fashion", "v1"), 50);

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void watchesReadAnewAtAnyMoment_equalThoseThatLivedOn(long seed) {
        Random random = new Random(seed);
        KeyValueStore<String, byte[]> store = store("restarted");
        ErrorWatches restarted = new ErrorWatches(store, BUDGET);
        ErrorWatches livedOn = new ErrorWatches(store("livedOn"), BUDGET);
        for (int i = 0; i < 6_000; i++) {
            VersionKey version = random.nextInt(3) == 0 ? V2 : V1;
            double level = i / 2_000 % 2 == 0 ? 0.1 : 0.5;
            boolean unit = version.equals(V1);
            double error = unit ? (random.nextDouble() < level ? 1 : 0) : 1e6 * level * random.nextDouble();
            ErrorWatch.Scale scale = unit ? ErrorWatch.Scale.UNIT : ErrorWatch.Scale.ABSOLUTE;
            restarted.add(version, scale, error, i);
            livedOn.add(version, scale, error, i);
            if (i < 450 && i % 3 == 0 || random.nextInt(100) == 0) {
                store = copy(store, "after" + i);
                restarted = new ErrorWatches(store, BUDGET);
            }
        }
        Map<String, String> expected = published(livedOn);
        assertThat(expected).hasSize(2);
        assertThat(expected.get("fashion/v1/drift/errors/3"))
                .contains("\"alarms\":")
                .doesNotContain("\"alarms\":0");
        assertThat(published(new ErrorWatches(copy(store, "last"), BUDGET))).isEqualTo(expected);
    }

    @Test
    void errorOfAnotherScale_isNotTaken() {
        ErrorWatches watches = new ErrorWatches(store("one"), BUDGET);
        watches.add(V1, ErrorWatch.Scale.UNIT, 1, 0);
        watches.add(V1, ErrorWatch.Scale.ABSOLUTE, 1e9, 0);
        assertThat(published(watches).get("fashion/v1/drift/errors/3")).contains("\"samples\":1,");
        assertThat(published(watches)).as("nothing new").isEmpty();
    }

    @Test
    void panesReadAnewAtAnyMoment_equalThoseThatLivedOn() {
        Random random = new Random(4);
        KeyValueStore<String, byte[]> store = store("restarted");
        DriftPanes restarted = new DriftPanes(store, CONFIG, Part.FEATURES);
        DriftPanes livedOn = new DriftPanes(store("livedOn"), CONFIG, Part.FEATURES);
        long now = Samples.T0;
        for (int i = 0; i < 2_000; i++) {
            now += 5_000;
            long time = now - random.nextInt(600_000);
            double value = random.nextDouble() * 12;
            count(restarted, time, now, value);
            count(livedOn, time, now, value);
            if (random.nextInt(20) == 0) {
                store = copy(store, "after" + i);
                restarted = new DriftPanes(store, CONFIG, Part.FEATURES);
            }
        }
        Map<String, String> expected = published(livedOn, now);
        expected.values().removeIf("gone"::equals);
        assertThat(expected).hasSizeBetween(12, 14);
        assertThat(published(restarted, now)).containsAllEntriesOf(expected);
        assertThat(published(new DriftPanes(copy(store, "last"), CONFIG, Part.FEATURES), now))
                .isEqualTo(expected);
        assertThat(store.approximateNumEntries()).as("older panes are gone").isEqualTo(expected.size());
    }

    @Test
    void pane_isPublishedNowAndThen_andDroppedAfterTheWindow() {
        KeyValueStore<String, byte[]> store = store("panes");
        DriftPanes panes = new DriftPanes(store, CONFIG, Part.FEATURES);
        long now = CONFIG.paneStart(Samples.T0);
        count(panes, now, now, 3);
        assertThat(published(panes, now)).hasSize(1);
        count(panes, now, now, 3);
        assertThat(published(panes, now + 24_000)).as("too soon").isEmpty();
        assertThat(published(panes, now + 25_000).values())
                .singleElement()
                .asString()
                .contains("\"size\":[2,2,0,0,2,");
        count(panes, now + 999_999, now, 3);
        assertThat(published(panes, now + 60_000).values())
                .as("of the future, counted now")
                .singleElement()
                .asString()
                .contains("\"size\":[3,3,");
        count(panes, now - Duration.ofHours(2).toMillis(), now, 3);
        assertThat(store.approximateNumEntries()).as("too old").isEqualTo(1);

        Map<String, String> after =
                published(panes, now + Duration.ofMinutes(66).toMillis());
        assertThat(after).containsExactly(Map.entry("fashion/v1/drift/features/3/" + now, "gone"));
        assertThat(store.approximateNumEntries()).isZero();
    }

    @Test
    void paneOfOtherColumns_beginsAnew() {
        KeyValueStore<String, byte[]> store = store("panes");
        count(new DriftPanes(store, CONFIG, Part.FEATURES), Samples.T0, Samples.T0, 3);
        Profile one = Profile.of(References.rows("fashion", "v1"), 1);
        DriftPanes panes = new DriftPanes(store, CONFIG, Part.FEATURES);
        panes.count(V1, one, Samples.T0, Samples.T0, pane -> Counting.request(row(3), one, pane));
        assertThat(published(panes, Samples.T0).values())
                .singleElement()
                .asString()
                .contains("\"columns\":{\"colour\":[1,1,0,0,0,1]}");
    }

    private static void count(DriftPanes panes, long time, long now, double value) {
        panes.count(V1, PROFILE, time, now, pane -> Counting.request(row(value), PROFILE, pane));
    }

    private static Payload row(double size) {
        return new Payload.Row(Map.of("size", new FeatureValue.Numeric(size)));
    }

    private static Map<String, String> published(ErrorWatches watches) {
        Map<String, String> values = new TreeMap<>();
        watches.publish(3, record -> put(values, record));
        return values;
    }

    private static Map<String, String> published(DriftPanes panes, long now) {
        Map<String, String> values = new TreeMap<>();
        panes.turn(3, now, version -> Optional.of(PROFILE), record -> put(values, record));
        return values;
    }

    private static void put(Map<String, String> values, DriftRecord record) {
        byte[] value = record.value();
        values.put(record.keyText(), value == null ? "gone" : new String(value, StandardCharsets.UTF_8));
    }

    /** A store as a restart finds it: nothing in it is shared with the life before. */
    private KeyValueStore<String, byte[]> copy(KeyValueStore<String, byte[]> from, String name) {
        KeyValueStore<String, byte[]> copy = store(name);
        try (var all = from.all()) {
            all.forEachRemaining(entry -> copy.put(entry.key, entry.value.clone()));
        }
        return copy;
    }

    private KeyValueStore<String, byte[]> store(String name) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
