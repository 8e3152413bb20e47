package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A record of the evaluations topic: the tally of one version in one partition, as JSON.
 *
 * <p>It holds the exact state of the statistics as integers, so that a reader can merge any number of records without
 * error, and the metrics of this partition alone, for a person. The partition is that of the predictions and labels it is
 * over, and also the partition of the evaluations topic in which it lies.
 */
public record Evaluation(VersionKey version, int partition, Tally tally) {
    private static final String WINDOW = "cumulative";

    /** The record's key, {@code model/version/window}. */
    public byte[] key() {
        return (version.path() + "/" + WINDOW).getBytes(StandardCharsets.UTF_8);
    }

    /** The record's value. */
    public byte[] value() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", version.model());
        body.put("version", version.version());
        body.put("window", WINDOW);
        body.put("partition", partition);
        tally.classNames().ifPresent(names -> body.put("classes", names));
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counters.put(name(counter), tally.count(counter));
        }
        body.put("counters", counters);
        for (View view : View.values()) {
            body.put(
                    view.label(),
                    Map.of(
                            "samples", tally.net(view).samples(),
                            "metrics", MetricValues.of(tally.net(view)),
                            "net", states(tally.net(view)),
                            "retracted", states(tally.retracted(view))));
        }
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if {@link #value} cannot have written this */
    public static Evaluation read(byte[] value) {
        Map<String, Object> body = Json.read(value);
        VersionKey version = new VersionKey(text(body, "model"), text(body, "version"));
        Map<?, ?> stored = object(body, "counters");
        long[] counters = Arrays.stream(Counter.values())
                .mapToLong(counter -> stored.get(name(counter)) instanceof Number count ? count.longValue() : 0)
                .toArray();
        Map<View, Statistics> net = new EnumMap<>(View.class);
        Map<View, Statistics> retracted = new EnumMap<>(View.class);
        for (View view : View.values()) {
            Map<?, ?> statistics = object(body, view.label());
            net.put(view, statistics(object(statistics, "net")));
            retracted.put(view, statistics(object(statistics, "retracted")));
        }
        Optional<List<String>> names = body.get("classes") instanceof List<?> classes
                ? Optional.of(classes.stream().map(String::valueOf).toList())
                : Optional.empty();
        if (!(body.get("partition") instanceof Integer partition)) {
            throw new IllegalArgumentException("partition is " + body.get("partition") + ", expected an integer");
        }
        return new Evaluation(version, partition, new Tally(counters, net, retracted, names));
    }

    private static String name(Counter counter) {
        return counter.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> states(Statistics statistics) {
        Map<String, Object> states = new LinkedHashMap<>();
        if (statistics.confusion().samples() > 0) {
            states.put("confusion", list(statistics.confusion().state()));
        }
        if (statistics.regression().samples() > 0) {
            states.put("regression", list(statistics.regression().state()));
        }
        if (statistics.ranking().samples() + statistics.ranking().noRelevantQueries() > 0) {
            states.put("ranking", list(statistics.ranking().state()));
        }
        return states;
    }

    private static Statistics statistics(Map<?, ?> states) {
        return TallyCodec.of(longs(states, "confusion"), longs(states, "regression"), longs(states, "ranking"));
    }

    private static List<Long> list(long[] values) {
        List<Long> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }

    private static long[] longs(Map<?, ?> states, String name) {
        if (!(states.get(name) instanceof List<?> values)) {
            return new long[0];
        }
        return values.stream()
                .mapToLong(value -> {
                    if (value instanceof Integer || value instanceof Long) {
                        return ((Number) value).longValue();
                    }
                    throw new IllegalArgumentException(name + " holds " + value + ", expected 64-bit integers");
                })
                .toArray();
    }

    private static String text(Map<?, ?> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is " + body.get(name) + ", expected a string");
    }

    private static Map<?, ?> object(Map<?, ?> body, String name) {
        if (body.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalArgumentException(name + " is " + body.get(name) + ", expected an object");
    }
}
