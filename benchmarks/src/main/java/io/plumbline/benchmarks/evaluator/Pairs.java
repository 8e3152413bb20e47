package io.plumbline.benchmarks.evaluator;

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
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Predictions of one classifier in some versions, and one label for each id, byte for byte as the inference service and a
 * label source write them: JSON, with the service's headers; labels by class name, and the names on the control topic.
 *
 * <p>Everything follows from an id's number: four predictions in five are right.
 *
 * @param name tells apart the topics of different workloads
 * @param versions that predict every id; the first is the champion, the others shadows
 */
record Pairs(String name, int classes, int versions, int partitions) {
    static final String MODEL = "bench";

    /** Of ten predictions, so many are right. */
    private static final int RIGHT_OF_TEN = 8;

    Topics topics() {
        return new Topics("bench-" + name);
    }

    static String id(long number) {
        return String.format(Locale.ROOT, "r%08d", number);
    }

    static String version(int version) {
        return "v" + (version + 1);
    }

    private String className(int index) {
        return String.format(Locale.ROOT, "class-%03d", index);
    }

    private int truth(long number) {
        return Math.floorMod(mixed(number), classes);
    }

    private int predicted(long number, int version) {
        long draw = mixed(31 * number + version + 1);
        boolean right = Math.floorMod(draw, 10) < RIGHT_OF_TEN;
        return right || classes == 1
                ? truth(number)
                : (truth(number) + 1 + Math.floorMod(draw >> 8, classes - 1)) % classes;
    }

    /** How many of the champion's predictions for ids 0 to {@code count} − 1 are right. */
    long right(long count) {
        long right = 0;
        for (long number = 0; number < count; number++) {
            right += predicted(number, 0) == truth(number) ? 1 : 0;
        }
        return right;
    }

    /** A number's bits, well spread. Source: Steele, Lea and Flood (2014), SplitMix64's finalizer. */
    private static long mixed(long number) {
        long bits = number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }

    /** What the control topic says of the model. */
    WireMessage control() {
        List<String> names =
                IntStream.range(0, classes).mapToObj(this::className).toList();
        Map<String, VersionInfo> infos = new LinkedHashMap<>();
        IntStream.range(0, versions)
                .forEach(version -> infos.put(
                        version(version), new VersionInfo(checkpoint(version), new Task.Classification(names))));
        DesiredState state = new DesiredState(
                1,
                version(0),
                Optional.empty(),
                0,
                IntStream.range(1, versions).mapToObj(Pairs::version).toList(),
                infos,
                Instant.now(),
                "benchmark",
                "");
        return new WireMessage(
                MODEL.getBytes(StandardCharsets.UTF_8),
                new DesiredStateCodec().encode(state),
                List.of(),
                System.currentTimeMillis());
    }

    private static String checkpoint(int version) {
        return Integer.toHexString(version % 16).repeat(64);
    }

    /** Writes the records. Threads: one caller. */
    final class Source {
        private final PredictionCodec predictions = new PredictionCodec();
        private final LabelCodec labels = new LabelCodec();

        WireMessage prediction(long number, int version) {
            int winner = predicted(number, version);
            return predictions.encode(new Prediction(
                    id(number),
                    MODEL,
                    version(version),
                    checkpoint(version),
                    version == 0 ? Role.CHAMPION : Role.SHADOW,
                    Optional.of(className(winner)),
                    OptionalInt.empty(),
                    List.of(),
                    List.of(Tensor.floats("probabilities", new long[] {1, classes}, probabilities(number, winner))),
                    topics().requests() + "-0-" + number,
                    WireFormat.JSON,
                    List.of(),
                    System.currentTimeMillis()));
        }

        /** As a softmax leaves them: all positive, more digits than anyone needs, the winner's above a half. */
        private float[] probabilities(long number, int winner) {
            float[] values = new float[classes];
            double sum = 0;
            for (int i = 0; i < classes; i++) {
                values[i] = 0.001f + (mixed(number * classes + i) >>> 40) / (float) (1 << 24);
                sum += i == winner ? 0 : values[i];
            }
            double best = 0.5 + 0.49 * values[winner] / 1.001;
            for (int i = 0; i < classes; i++) {
                values[i] = (float) (i == winner ? best : values[i] / sum * (1 - best));
            }
            return values;
        }

        WireMessage label(long number) {
            return labels.encode(
                    new Label(
                            id(number),
                            new Truth.ClassName(className(truth(number))),
                            Optional.empty(),
                            OptionalLong.empty()),
                    System.currentTimeMillis());
        }
    }
}
