package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.cohort.LabelDelays;
import io.plumbline.evaluator.statistic.MetricValues;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything of one version in one partition, since its first prediction. */
public record Evaluation(VersionKey version, int partition, Tally tally) implements Published {
    /** Its name among the kinds of records. */
    public static final String WINDOW = "cumulative";

    private static final String EXPECTED = "expected";
    private static final String LABEL_DELAYS = "label_delays";

    /** {@code model/version/cumulative}. */
    @Override
    public String keyText() {
        return version.path() + "/" + WINDOW;
    }

    @Override
    public byte[] value() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", version.model());
        body.put("version", version.version());
        body.put("window", WINDOW);
        body.put("partition", partition);
        tally.classNames().ifPresent(names -> body.put("classes", names));
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counters.put(Published.name(counter), tally.count(counter));
        }
        body.put("counters", counters);
        for (View view : View.values()) {
            body.put(
                    view.label(),
                    Map.of(
                            "samples", tally.net(view).samples(),
                            "metrics", MetricValues.of(tally.net(view)),
                            "net", StatesJson.write(tally.net(view)),
                            "retracted", StatesJson.write(tally.retracted(view))));
        }
        body.put(EXPECTED, StatesJson.list(tally.expected().state()));
        body.put(LABEL_DELAYS, StatesJson.list(tally.labelDelays().state()));
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static Evaluation of(Map<?, ?> body) {
        VersionKey version = new VersionKey(StatesJson.text(body, "model"), StatesJson.text(body, "version"));
        Map<?, ?> stored = StatesJson.object(body, "counters");
        long[] counters = Arrays.stream(Counter.values())
                .mapToLong(
                        counter -> stored.get(Published.name(counter)) instanceof Number count ? count.longValue() : 0)
                .toArray();
        Map<View, Statistics> net = new EnumMap<>(View.class);
        Map<View, Statistics> retracted = new EnumMap<>(View.class);
        for (View view : View.values()) {
            Map<?, ?> statistics = StatesJson.object(body, view.label());
            net.put(view, StatesJson.read(StatesJson.object(statistics, "net")));
            retracted.put(view, StatesJson.read(StatesJson.object(statistics, "retracted")));
        }
        Optional<List<String>> names = body.get("classes") instanceof List<?> classes
                ? Optional.of(classes.stream().map(String::valueOf).toList())
                : Optional.empty();
        int partition = Math.toIntExact(StatesJson.integer(body, "partition"));
        return new Evaluation(
                version,
                partition,
                new Tally(
                        counters,
                        net,
                        retracted,
                        ExpectedOutcomes.fromState(StatesJson.longs(body, EXPECTED)),
                        LabelDelays.fromState(StatesJson.longs(body, LABEL_DELAYS)),
                        names));
    }
}
