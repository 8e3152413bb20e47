package io.plumbline.evaluator.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");

    @TempDir
    private Path store;

    @Test
    void missingValues_areTheRowsOfTrainingThatHaveNone() {
        Profile profile = Profile.of(References.rows("fashion", "v1"), 50);
        assertThat(profile.features()).extracting(Profile.Column::name).containsExactly("colour", "size");
        Profile.Column size = profile.features().get(1);
        assertThat(size.bins().count(size.bins().missing())).isEqualTo(100);
        Profile.Column colour = profile.features().get(0);
        assertThat(colour.bins().count(colour.bins().missing())).isZero();
        assertThat(profile.scores()).extracting(Profile.Column::name).containsExactly("label", "probability");
        // Pixels are more than rows: none is missing.
        Profile.Column image =
                Profile.of(References.images("fashion", "v1"), 50).features().get(0);
        assertThat(image.bins().count(image.bins().missing())).isZero();
    }

    @Test
    void moreFeaturesThanWanted_orThanARecordCanHold_areLeft() {
        assertThat(Profile.of(References.rows("fashion", "v1"), 1).left()).containsExactly("size");
        assertThat(Profile.of(References.rows("fashion", "v1"), 0).features()).isEmpty();
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            many.add("c" + i);
        }
        Map<String, Histogram> features = new HashMap<>();
        features.put("many", new Histogram(List.of(), many, Collections.nCopies(60_000, 1L)));
        features.put("n".repeat(300), References.categorical(List.of("a"), 1));
        features.put("small", References.categorical(List.of("a"), 1));
        Manifest manifest = References.manifest("m", "v1", new Task.Regression("USD"), features, Map.of());
        Profile profile = Profile.of(manifest, 50);
        assertThat(profile.features()).extracting(Profile.Column::name).containsExactly("small");
        assertThat(profile.left()).containsExactly("many", "n".repeat(300));
    }

    @Test
    void version_isReadFromTheStore_onceItIsThere() throws IOException {
        Ticking clock = new Ticking();
        Profiles profiles = new Profiles(config(Optional.of(store)), clock);
        assertThat(profiles.of(V1, References.CHECKPOINT)).isEmpty();
        References.write(store, References.rows("fashion", "v1"));
        assertThat(profiles.of(V1, References.CHECKPOINT))
                .as("not looked at for every record")
                .isEmpty();
        clock.now += 30_000;
        assertThat(profiles.of(V1, References.CHECKPOINT)).isPresent();
        assertThat(profiles.of(V1, "cd".repeat(32)))
                .as("another checkpoint serves")
                .isEmpty();
        assertThat(profiles.of(new VersionKey("../x", "v1"), References.CHECKPOINT))
                .isEmpty();
        assertThat(new Profiles(config(Optional.empty()), clock).of(V1, References.CHECKPOINT))
                .isEmpty();
    }

    @Test
    void manifestThatCannotBeUsed_isNoProfile_andNoFailure() throws IOException {
        Profiles profiles = new Profiles(config(Optional.of(store)), new Ticking());
        Files.createDirectories(store.resolve("fashion/v1"));
        Files.writeString(store.resolve("fashion/v1/manifest.json"), "{");
        assertThat(profiles.of(V1, References.CHECKPOINT)).isEmpty();
        References.write(
                store,
                References.manifest(
                        "fashion",
                        "v2",
                        new Task.Regression("USD"),
                        Map.of("x", References.numeric(List.of(1.0, 0.0), 3)),
                        Map.of()));
        assertThat(profiles.of(new VersionKey("fashion", "v2"), References.CHECKPOINT))
                .isEmpty();
    }

    @Test
    void configurationOutOfRange_isRefused() {
        DriftConfig good = config(Optional.empty());
        assertThat(good.publishEvery()).isEqualTo(Duration.ofSeconds(25));
        assertThat(good.paneStart(299_999)).isZero();
        assertThat(good.paneStart(300_000)).isEqualTo(300_000);
        assertThat(good.oldestPane(3_700_000)).isZero();
        assertThat(good.oldestPane(3_900_000)).isEqualTo(300_000);
        assertThatThrownBy(() ->
                        new DriftConfig(true, Optional.empty(), Duration.ofSeconds(59), good.falseAlarms(), 0.1, 1))
                .hasMessageContaining("drift.window");
        assertThatThrownBy(() -> new DriftConfig(true, Optional.empty(), good.window(), good.falseAlarms(), 1, 1))
                .hasMessageContaining("drift.chance");
        assertThatThrownBy(() -> new DriftConfig(true, Optional.empty(), good.window(), good.falseAlarms(), 0.1, -1))
                .hasMessageContaining("drift.max.features");
    }

    private static DriftConfig config(Optional<Path> store) {
        return new DriftConfig(true, store, Duration.ofHours(1), new FalseAlarmBudget(100_000), 0.001, 50);
    }

    private static final class Ticking extends Clock {
        private long now = 1_000_000;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    }
}
