package io.plumbline.evaluator.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.BinnedDrift;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriftReadingsTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final long NOW = 100_000_000;

    @TempDir
    private Path store;

    private final CommittedDrift committed = new CommittedDrift();
    private DriftConfig config;

    @BeforeEach
    void writeCheckpoint() throws IOException {
        config = new DriftConfig(true, Optional.of(store), Duration.ofHours(1), new FalseAlarmBudget(1_000), 0.001, 50);
        References.write(store, References.rows("fashion", "v1"));
    }

    @Test
    void panesOfAllPartitionsInTheWindow_areOneComparison() {
        put(colours(0, NOW, 30, 70));
        put(colours(1, NOW, 300, 0));
        put(colours(1, NOW - 3_000_000, 0, 70));
        put(colours(1, NOW - 7_200_000, 5_000, 0));
        List<ColumnDrift> columns = readings().columns();
        assertThat(columns).hasSize(1);
        ColumnDrift colour = columns.get(0);
        assertThat(colour.name()).isEqualTo("colour");
        assertThat(colour.comparison().records()).isEqualTo(470);
        assertThat(colour.comparison().psi()).isGreaterThan(colour.psiLimit());
        assertThat(colour.psiLimit()).isEqualTo(colour.comparison().psiLimit(0.001));
        assertThat(colour.ksLimit()).isNaN();

        committed.remove(colours(1, NOW, 300, 0).keyText());
        assertThat(readings().columns().get(0).comparison().records()).isEqualTo(170);
    }

    @Test
    void recordsSurviveTheTopic() {
        DriftRecord.Counts counts = colours(7, NOW, 30, 70);
        assertThat(counts.keyText()).isEqualTo("fashion/v1/drift/features/7/" + config.paneStart(NOW));
        DriftRecord.Counts read = (DriftRecord.Counts) read(counts);
        assertThat(read.id()).isEqualTo(counts.id());
        assertThat(read.partition()).isEqualTo(7);
        assertThat(read.checkpoint()).isEqualTo(References.CHECKPOINT);
        assertThat(read.columns().get("colour").state()).containsExactly(100, 100, 30, 70, 0, 0);
        assertThat(new DriftRecord.Counts(counts.id(), 7, "", Map.of()).value())
                .as("a tombstone")
                .isNull();
        assertThat(PaneId.of(counts.id().key())).isEqualTo(counts.id());

        ErrorWatch watch = new ErrorWatch(ErrorWatch.Scale.UNIT, new FalseAlarmBudget(1_000));
        for (int i = 0; i < 4_000; i++) {
            watch.add(i < 2_000 ? i % 2 : 1, i);
        }
        ErrorDrift drift = new ErrorDrift(
                V1,
                3,
                watch.samples(),
                Map.of(
                        Detector.ADWIN, watch.reading(Detector.ADWIN),
                        Detector.PAGE_HINKLEY, watch.reading(Detector.PAGE_HINKLEY)));
        assertThat(drift.readings().get(Detector.ADWIN).alarms()).isPositive();
        assertThat(drift.readings().get(Detector.PAGE_HINKLEY).lastAlarmMillis())
                .isBetween(2_000L, 2_200L);
        assertThat(read(new DriftRecord.Errors(drift))).isEqualTo(new DriftRecord.Errors(drift));
        put(new DriftRecord.Errors(drift));
        assertThat(readings().errors()).containsExactly(drift);
    }

    @Test
    void otherRecords_areNotDrift_andBrokenOnes_areRefused() {
        assertThat(DriftRecord.read(Map.of("window", "pane"))).isEmpty();
        assertThatThrownBy(() -> DriftRecord.read(Map.of("window", "drift", "model", "m")))
                .hasMessageContaining("'version' is null");
        Map<String, Object> bad = Json.read(
                "{\"window\":\"drift\",\"model\":\"m\",\"version\":\"v\",\"part\":\"features\",\"partition\":0,\"start\":0,\"checkpoint\":\"\",\"columns\":{\"x\":[1,2,1]}}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> DriftRecord.read(bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorWatch_readBack_isTheSame_forBothScales() {
        for (ErrorWatch.Scale scale : ErrorWatch.Scale.values()) {
            FalseAlarmBudget budget = new FalseAlarmBudget(1_000);
            ErrorWatch watch = new ErrorWatch(scale, budget);
            ErrorWatch copied = new ErrorWatch(scale, budget);
            for (int i = 0; i < 3_000; i++) {
                double error = i / 1_000 % 2 == 0 ? i % 7 / 100.0 : 1 - i % 7 / 100.0;
                watch.add(error, i);
                copied.add(error, i);
                if (i % 100 == 0) {
                    copied = ErrorWatch.fromState(budget, copied.state());
                }
                assertThat(copied.state()).isEqualTo(watch.state());
            }
            assertThat(watch.reading(Detector.ADWIN).alarms()).isPositive();
            assertThat(watch.reading(Detector.PAGE_HINKLEY).alarms()).isPositive();
            assertThatThrownBy(() -> ErrorWatch.fromState(budget, new long[] {0, 0, 0, 99, 0}))
                    .hasMessageContaining("99 longs");
        }
    }

    private void put(DriftRecord record) {
        committed.put(read(record));
    }

    private static DriftRecord read(DriftRecord record) {
        byte[] value = record.value();
        assertThat(value).isNotNull();
        return DriftRecord.read(Json.read(value)).orElseThrow();
    }

    private DriftReadings readings() {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        return new DriftReadings(() -> Optional.of(committed), new Profiles(config, clock), config, clock);
    }

    private DriftRecord.Counts colours(int partition, long timeMillis, int blue, int red) {
        BinnedDrift counts = new BinnedDrift(4);
        for (int i = 0; i < blue; i++) {
            counts.add(0);
        }
        for (int i = 0; i < red; i++) {
            counts.add(1);
        }
        PaneId id = new PaneId(V1, Part.FEATURES, config.paneStart(timeMillis));
        return new DriftRecord.Counts(id, partition, References.CHECKPOINT, Map.of("colour", counts));
    }
}
