package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.Span;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cohort in one partition.
 *
 * @param cohort empty when it went into the settled one
 */
public record CohortEvaluation(CohortKey cohortKey, int partition, Optional<Cohort> cohort) implements Published {
    static final String WINDOW = "cohort";

    /** {@code model/version/cohort/start/width}, both in milliseconds; that of the settled has the width 0. */
    @Override
    public String keyText() {
        Span span = cohortKey.span();
        return cohortKey.version().path() + "/" + WINDOW + "/" + span.startMillis() + "/" + span.widthMillis();
    }

    @Override
    public byte @Nullable [] value() {
        if (cohort.isEmpty()) {
            return null;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", cohortKey.version().model());
        body.put("version", cohortKey.version().version());
        body.put("window", WINDOW);
        body.put("start", cohortKey.span().startMillis());
        body.put("width", cohortKey.span().widthMillis());
        body.put("partition", partition);
        cohort.get().states().forEach((part, state) -> body.put(part.label(), StatesJson.list(state)));
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static CohortEvaluation of(Map<?, ?> body) {
        CohortKey key = new CohortKey(
                new VersionKey(StatesJson.text(body, "model"), StatesJson.text(body, "version")),
                new Span(StatesJson.integer(body, "start"), StatesJson.integer(body, "width")));
        Map<Cohort.Part, long[]> states = new EnumMap<>(Cohort.Part.class);
        for (Cohort.Part part : Cohort.Part.values()) {
            long[] state = StatesJson.longs(body, part.label());
            if (state.length > 0) {
                states.put(part, state);
            }
        }
        return new CohortEvaluation(
                key, Math.toIntExact(StatesJson.integer(body, "partition")), Optional.of(Cohort.of(states)));
    }
}
