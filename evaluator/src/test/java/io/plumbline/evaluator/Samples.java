package io.plumbline.evaluator;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.DriftReadings;
import io.plumbline.evaluator.drift.Profiles;
import io.plumbline.evaluator.tally.Maturity;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.evaluator.tally.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Predictions, labels and control records as their producers write them. */
public final class Samples {
    /** Class names of the model {@code fashion}. */
    public static final List<String> CLASSES = List.of("Bag", "Boot", "Coat");

    /** The usual windows; predictions mature after an hour. */
    public static final Windows WINDOWS = new Windows(
            List.of(new Window("5m", Duration.ofMinutes(5)), new Window("1d", Duration.ofDays(1))),
            new Maturity(Duration.ofHours(1), Map.of()));

    /** Labels are awaited for a week. */
    public static final Spans SPANS = Spans.of(Duration.ofDays(7));

    /** When requests are made: recent, for the broker deletes records that are a week old by their own timestamps. */
    public static final long T0 = System.currentTimeMillis() - 60_000;

    /** Nothing is watched for drift. */
    public static final DriftReadings NO_DRIFT = new DriftReadings(
            Optional::empty, new Profiles(DriftConfig.off(), Clock.systemUTC()), DriftConfig.off(), Clock.systemUTC());

    private static final PredictionCodec PREDICTIONS = new PredictionCodec();
    private static final LabelCodec LABELS = new LabelCodec();

    private Samples() {}

    /** A classification whose largest probability is that of {@code index}; {@code sharpness} in (0.5, 1). */
    public static WireMessage classified(String id, String version, int index, float sharpness) {
        float[] probabilities = new float[CLASSES.size()];
        java.util.Arrays.fill(probabilities, (1 - sharpness) / (CLASSES.size() - 1));
        probabilities[index] = sharpness;
        return prediction(
                id,
                "fashion",
                version,
                List.of(),
                Tensor.floats("probabilities", new long[] {1, CLASSES.size()}, probabilities));
    }

    /** A classification by a version in some role. */
    public static WireMessage classified(String id, String version, Role role, int index) {
        float[] probabilities = {0.25f, 0.25f, 0.25f};
        probabilities[index] = 0.5f;
        return prediction(
                id,
                "fashion",
                version,
                role,
                List.of(),
                Tensor.floats("probabilities", new long[] {1, CLASSES.size()}, probabilities));
    }

    public static WireMessage measured(String id, float value) {
        return prediction(id, "ames", "v1", List.of(), Tensor.floats("value", new long[] {1, 1}, value));
    }

    public static WireMessage ranked(String id, List<String> items, float... scores) {
        return prediction(id, "search", "v1", items, Tensor.floats("scores", new long[] {scores.length}, scores));
    }

    public static WireMessage prediction(String id, String model, String version, List<String> items, Tensor output) {
        return prediction(id, model, version, Role.CHAMPION, items, output);
    }

    private static WireMessage prediction(
            String id, String model, String version, Role role, List<String> items, Tensor output) {
        return PREDICTIONS.encode(new Prediction(
                id,
                model,
                version,
                "",
                role,
                Optional.empty(),
                OptionalInt.empty(),
                items,
                List.of(output),
                "",
                WireFormat.JSON,
                List.of(),
                T0));
    }

    public static WireMessage label(String id, Truth truth) {
        return LABELS.encode(new Label(id, truth, Optional.empty(), OptionalLong.empty()), T0 + 1_000);
    }

    public static WireMessage label(String id, Truth truth, long revision) {
        return LABELS.encode(new Label(id, truth, Optional.empty(), OptionalLong.of(revision)), T0 + 1_000);
    }

    public static WireMessage retraction(String id) {
        return LABELS.encode(new Label(id, new Truth.Retracted(), Optional.empty(), OptionalLong.empty()), T0 + 2_000);
    }

    /** What the control topic says of the model {@code fashion} with these versions. */
    public static byte[] control(String... versions) {
        Map<String, VersionInfo> infos = new HashMap<>();
        for (String version : versions) {
            infos.put(version, new VersionInfo("0".repeat(64), new Task.Classification(CLASSES)));
        }
        return new DesiredStateCodec()
                .encode(new DesiredState(
                        1, versions[0], Optional.empty(), 0, List.of(), infos, Instant.ofEpochMilli(T0), "test", ""));
    }
}
