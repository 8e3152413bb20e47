package io.plumbline.evaluator.cli;

import io.plumbline.evaluator.compare.Comparison;
import java.util.List;
import java.util.Locale;

/** A comparison for people; for programs there is {@code ComparisonJson}. */
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

    private static String verdict(Comparison comparison) {
        return comparison.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-12s", name) + String.format(Locale.ROOT, format, values);
    }
}
