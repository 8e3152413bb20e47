package io.plumbline.evaluator.drift;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.BinnedDrift;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record of the evaluations topic about drift, as JSON. */
public sealed interface DriftRecord extends Published {
    /** What the field {@code window} says of every such record. */
    String WINDOW = "drift";

    /** Of the topic whose records it is over: requests or predictions. */
    @Override
    int partition();

    /**
     * The counts of one pane in one partition of requests or predictions; those of several merge exactly.
     *
     * @param checkpoint sha256 of the ONNX file whose manifest has the bins
     * @param columns by name; empty for a pane that no window reaches any more
     */
    record Counts(PaneId id, int partition, String checkpoint, Map<String, BinnedDrift> columns)
            implements DriftRecord {
        public Counts {
            columns = Map.copyOf(columns);
        }

        /** {@code model/version/drift/part/partition/start}. */
        @Override
        public String keyText() {
            return id.version().path() + "/" + WINDOW + "/" + id.part().label() + "/" + partition + "/"
                    + id.startMillis();
        }

        @Override
        public byte @Nullable [] value() {
            if (columns.isEmpty()) {
                return null;
            }
            Map<String, Object> body = head(id.version(), id.part().label(), partition);
            body.put("start", id.startMillis());
            body.put("checkpoint", checkpoint);
            Map<String, Object> states = new LinkedHashMap<>();
            columns.forEach((name, counts) -> states.put(name, counts.state()));
            body.put("columns", states);
            return Json.write(body).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** What the detectors of one version say in one partition of predictions. */
    record Errors(ErrorDrift drift) implements DriftRecord {
        private static final String PART = "errors";

        @Override
        public int partition() {
            return drift.partition();
        }

        /** {@code model/version/drift/errors/partition}. */
        @Override
        public String keyText() {
            return drift.version().path() + "/" + WINDOW + "/" + PART + "/" + partition();
        }

        @Override
        public byte[] value() {
            Map<String, Object> body = head(drift.version(), PART, partition());
            body.put("samples", drift.samples());
            Map<String, Object> detectors = new LinkedHashMap<>();
            drift.readings()
                    .forEach((detector, reading) -> detectors.put(
                            detector.label(),
                            Map.of(
                                    "alarms", reading.alarms(),
                                    "evidence", reading.evidence(),
                                    "lastAlarm", reading.lastAlarmMillis())));
            body.put("detectors", detectors);
            return Json.write(body).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Map<String, Object> head(VersionKey version, String part, int partition) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", version.model());
        body.put("version", version.version());
        body.put("window", WINDOW);
        body.put("part", part);
        body.put("partition", partition);
        return body;
    }

    /**
     * Reads what {@link #value()} wrote; empty if it is a record about something else.
     *
     * @throws IllegalArgumentException if it is about drift, but none that {@link #value()} can have written
     */
    static Optional<DriftRecord> read(Map<String, Object> body) {
        if (!WINDOW.equals(body.get("window"))) {
            return Optional.empty();
        }
        VersionKey version = new VersionKey(text(body, "model"), text(body, "version"));
        int partition = Math.toIntExact(integer(body, "partition"));
        return Optional.of(
                Errors.PART.equals(body.get("part"))
                        ? errors(body, version, partition)
                        : counts(body, version, partition));
    }

    private static Counts counts(Map<String, Object> body, VersionKey version, int partition) {
        Map<String, BinnedDrift> columns = new LinkedHashMap<>();
        object(body, "columns").forEach((name, state) -> {
            if (!(state instanceof List<?> numbers)) {
                throw new IllegalArgumentException("column '" + name + "' is " + state + ", expected a list");
            }
            columns.put(
                    String.valueOf(name),
                    BinnedDrift.fromState(
                            numbers.stream().mapToLong(DriftRecord::asLong).toArray()));
        });
        PaneId id = new PaneId(version, Part.labelled(text(body, "part")), integer(body, "start"));
        return new Counts(id, partition, text(body, "checkpoint"), columns);
    }

    private static Errors errors(Map<String, Object> body, VersionKey version, int partition) {
        Map<Detector, ErrorDrift.Reading> readings = new EnumMap<>(Detector.class);
        Map<?, ?> detectors = object(body, "detectors");
        for (Detector detector : Detector.values()) {
            Map<?, ?> reading = object(detectors, detector.label());
            if (!(reading.get("evidence") instanceof Number evidence)) {
                throw new IllegalArgumentException("evidence is " + reading.get("evidence") + ", expected a number");
            }
            readings.put(
                    detector,
                    new ErrorDrift.Reading(
                            integer(reading, "alarms"), evidence.doubleValue(), integer(reading, "lastAlarm")));
        }
        return new Errors(new ErrorDrift(version, partition, integer(body, "samples"), readings));
    }

    private static String text(Map<?, ?> in, String name) {
        if (in.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' is " + in.get(name) + ", expected text");
    }

    private static long integer(Map<?, ?> in, String name) {
        try {
            return asLong(in.get(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
        }
    }

    private static long asLong(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw new IllegalArgumentException("is " + value + ", expected a whole number");
    }

    private static Map<?, ?> object(Map<?, ?> in, String name) {
        if (in.get(name) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("'" + name + "' is " + in.get(name) + ", expected an object");
    }
}
