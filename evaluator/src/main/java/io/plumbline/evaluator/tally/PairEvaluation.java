package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.metrics.sequential.Side;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two versions against each other in one partition. The states of partitions add up; so do the logarithms of e-values.
 *
 * @param tally empty when the pair is no longer kept
 */
public record PairEvaluation(PairKey pair, int partition, Optional<PairTally> tally) implements Published {
    static final String WINDOW = "pair";

    /** {@code model/challenger/pair/baseline/metric}. */
    @Override
    public String keyText() {
        return pair.model() + "/" + pair.challenger() + "/" + WINDOW + "/" + pair.baseline() + "/"
                + pair.metric().name();
    }

    @Override
    public byte @Nullable [] value() {
        if (tally.isEmpty()) {
            return null;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", pair.model());
        body.put("version", pair.challenger());
        body.put("window", WINDOW);
        body.put("baseline", pair.baseline());
        body.put("metric", pair.metric().name());
        body.put("partition", partition);
        body.put("samples", tally.get().differences().samples());
        body.put("corrections", tally.get().corrections());
        body.put("difference_sum", tally.get().differences().sum());
        for (Side side : Side.values()) {
            body.put(
                    "log_e_value_" + Published.name(side),
                    tally.get().differences().logEValue(side));
        }
        body.put("state", StatesJson.list(tally.get().state()));
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static PairEvaluation of(Map<?, ?> body) {
        String name = StatesJson.text(body, "metric");
        PairMetric metric = PairMetric.named(name)
                .orElseThrow(() -> new IllegalArgumentException("metric is '" + name + "', expected one of pairs"));
        PairKey pair = new PairKey(
                StatesJson.text(body, "model"),
                StatesJson.text(body, "baseline"),
                StatesJson.text(body, "version"),
                metric);
        if (!(body.get("state") instanceof List<?> state)) {
            throw new IllegalArgumentException("state is " + body.get("state") + ", expected a list");
        }
        return new PairEvaluation(
                pair,
                Math.toIntExact(StatesJson.integer(body, "partition")),
                Optional.of(PairTally.fromState(StatesJson.longs("state", state))));
    }
}
