package io.plumbline.evaluator.cli;

import io.plumbline.evaluator.compare.Comparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison for people and for programs. */
final class ComparisonText {
    private ComparisonText() {}

    static List<String> table(Comparison comparison) {
        return List.of(
                line("model", "%s", comparison.pair().model()),
                line(
                        "versions",
                        "%s against %s",
                        comparison.pair().challenger(),
                        comparison.pair().baseline()),
                line(
                        "metric",
                        "%s, %s is better",
                        comparison.pair().metric().name(),
                        comparison.pair().metric().higherIsBetter() ? "higher" : "lower"),
                line("samples", "%,d ids that both predicted", comparison.samples()),
                line(
                        "difference",
                        "%+.4f in [%+.4f, %+.4f], alpha %s",
                        comparison.difference(),
                        comparison.interval().lower(),
                        comparison.interval().upper(),
                        comparison.alpha()),
                line(
                        "e-value",
                        "%.3g for larger, %.3g for smaller; %.3g decides",
                        Math.exp(comparison.logGreater()),
                        Math.exp(comparison.logLess()),
                        2 / comparison.alpha()),
                line("corrections", "%,d of these labels changed afterwards", comparison.corrections()),
                line("verdict", "%s", verdict(comparison)));
    }

    /** Numbers that are not defined are null. */
    static Map<String, @Nullable Object> json(Comparison comparison) {
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
        object.put("verdict", verdict(comparison));
        return object;
    }

    private static String verdict(Comparison comparison) {
        return comparison.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-12s", name) + String.format(Locale.ROOT, format, values);
    }
}
