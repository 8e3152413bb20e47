package io.plumbline.evaluator.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison as an object of JSON. */
public final class ComparisonJson {
    private ComparisonJson() {}

    /** Numbers that are not defined are null. */
    public static Map<String, @Nullable Object> of(Comparison comparison) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("model", comparison.pair().model());
        object.put("baseline", comparison.pair().baseline());
        object.put("challenger", comparison.pair().challenger());
        object.put("metric", comparison.pair().metric().name());
        object.put("higherIsBetter", comparison.pair().metric().higherIsBetter());
        object.put("samples", comparison.samples());
        object.put("difference", comparison.samples() == 0 ? null : comparison.difference());
        object.put(
                "interval",
                List.of(comparison.interval().lower(), comparison.interval().upper()));
        object.put(
                "empiricalBernstein",
                List.of(comparison.bernstein().lower(), comparison.bernstein().upper()));
        object.put("alpha", comparison.alpha());
        object.put("logEValueGreater", comparison.logGreater());
        object.put("logEValueLess", comparison.logLess());
        object.put("logEValueDecisive", Math.log(2 / comparison.alpha()));
        object.put("corrections", comparison.corrections());
        object.put("verdict", comparison.verdict().name().toLowerCase(Locale.ROOT));
        return object;
    }
}
