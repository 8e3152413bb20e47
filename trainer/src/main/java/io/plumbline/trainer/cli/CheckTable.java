package io.plumbline.trainer.cli;

import io.plumbline.trainer.check.CheckReport;
import io.plumbline.trainer.check.DataFacts;
import io.plumbline.trainer.check.EpochTime;
import io.plumbline.trainer.check.RateCurve;
import io.plumbline.trainer.check.Warning;
import io.plumbline.trainer.network.LayerRow;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A check as a person reads it. */
final class CheckTable {
    private static final int LABEL = 10;
    private static final int LAYER = 20;
    private static final int SHAPE = 18;
    private static final int COUNT = 14;
    /** Features with missing values that are named; the others are counted. */
    private static final int MISSING_NAMED = 5;

    private final PrintWriter out;
    private final int width;
    private final boolean ascii;

    /** @param ascii whether the output can show no more than that */
    CheckTable(PrintWriter out, int width, boolean ascii) {
        this.out = out;
        this.width = width;
        this.ascii = ascii;
    }

    void print(CheckReport report) {
        printData(report);
        out.println();
        printLayers(report);
        out.println();
        line("work", format("%s multiply-adds a row", large(report.multiplyAdds())));
        printRates(report.rates());
        printTime(report.time());
        report.warnings().forEach(this::printWarning);
        out.println();
        long hints = report.warnings().stream()
                .filter(each -> each.severity() == Warning.Severity.HINT)
                .count();
        long warnings = report.warnings().size() - hints;
        out.printf(
                "%s can run: %s, %s.%n",
                report.experiment().model(), counted(warnings, "warning"), counted(hints, "hint"));
    }

    private void printData(CheckReport report) {
        DataFacts data = report.data();
        String unit = data.isRanking() ? "queries" : "items";
        line("model", "%s, %s".formatted(report.experiment().model(), data.task()));
        line(
                "data",
                format(
                        "%,d %s: %,d to train%s, %,d to validate, %,d held out",
                        data.train() + data.validation() + data.holdout(),
                        unit,
                        data.train(),
                        data.isRanking() ? format(" (%,d rows)", data.trainRows()) : "",
                        data.validation(),
                        data.holdout()));
        if (!data.classes().isEmpty()) {
            line(
                    "classes",
                    data.classes().entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .collect(Collectors.joining(", ")));
        }
        if (!data.isRanking() && data.row().size() > 1) {
            return;
        }
        line("missing", missing(data));
    }

    private static String missing(DataFacts data) {
        if (data.missing().isEmpty()) {
            return "none";
        }
        List<Map.Entry<String, Long>> worst = data.missing().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList();
        String named = worst.stream()
                .limit(MISSING_NAMED)
                .map(each ->
                        "%s %d %%".formatted(each.getKey(), Math.round(100.0 * each.getValue() / data.trainRows())))
                .collect(Collectors.joining(", "));
        long values = worst.stream().mapToLong(Map.Entry::getValue).sum();
        int others = worst.size() - MISSING_NAMED;
        return format(
                "%,d values to train on in %s: %s%s",
                values, counted(worst.size(), "feature"), named, others > 0 ? ", " + others + " more" : "");
    }

    private void printLayers(CheckReport report) {
        layer("layer", "output", "parameters");
        layer("input", report.data().row().toString(), "");
        for (LayerRow layer : report.layers()) {
            String parameters = layer.parameters() == 0 ? "" : format("%,d", layer.parameters());
            layer(layer.kind(), layer.outputShape().toString(), parameters);
        }
        int networks = report.time().networks();
        layer(
                networks > 1 ? networks + " networks" : "total",
                "ONNX " + bytes(report.onnxBytes()),
                format("%,d", report.parameters()));
    }

    private void layer(String kind, String output, String parameters) {
        String format = "%-" + LAYER + "s  %-" + SHAPE + "s  %" + COUNT + "s";
        out.println(format.formatted(kind, output, parameters).stripTrailing());
    }

    private void printRates(RateCurve rates) {
        String reached = number(rates.last());
        if (rates.peak() > rates.first()) {
            reached = format(
                    "from %s up to %s in step %,d, then to %s",
                    number(rates.first()), number(rates.peak()), rates.peakStep(), number(rates.last()));
        } else if (rates.last() < rates.first()) {
            reached = format("from %s down to %s", number(rates.first()), number(rates.last()));
        }
        line("rate", reached);
        line("", rates.sparkline(ascii));
    }

    private void printTime(EpochTime time) {
        line(
                "time",
                format(
                        "about %s an epoch (%s of %s, validation %s), %s for %s",
                        seconds(time.secondsPerEpoch()),
                        counted(time.timing().stepsPerEpoch(), "step"),
                        seconds(time.timing().secondsPerStep()),
                        seconds(time.timing().validationSeconds()),
                        seconds(time.secondsPerRun()),
                        time.networks() > 1 ? time.networks() + " networks" : "the run"));
    }

    private void printWarning(Warning warning) {
        out.println();
        String place = warning.place().isEmpty() ? "" : " (" + warning.place() + ")";
        line(warning.severity().name().toLowerCase(Locale.ROOT), warning.id() + place);
        line("", warning.reason() + ".");
        line("", warning.advice());
    }

    /** A label and a text that goes on below itself where the line ends. */
    private void line(String label, String text) {
        String start = label;
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && LABEL + 1 + line.length() + 1 + word.length() > width) {
                out.printf("%-" + LABEL + "s %s%n", start, line);
                start = "";
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        out.printf("%-" + LABEL + "s %s%n", start, line);
    }

    private static String counted(long count, String one) {
        return count == 0 ? "no " + one + "s" : format("%,d %s%s", count, one, count == 1 ? "" : "s");
    }

    /** Three digits, without zeros that say nothing. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value, new MathContext(3)).stripTrailingZeros();
        return Math.abs(value) < 1e-4 ? rounded.toString().toLowerCase(Locale.ROOT) : rounded.toPlainString();
    }

    /** The same on every machine. */
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String large(long count) {
        return count < 1_000_000 ? format("%,d", count) : format("%,.1f million", count / 1e6);
    }

    private static String bytes(int bytes) {
        return bytes < 1_000_000 ? format("%.1f kB", bytes / 1e3) : format("%.1f MB", bytes / 1e6);
    }

    private static String seconds(double seconds) {
        if (seconds < 1) {
            return format(seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1e3);
        }
        return seconds < 120 ? format("%.1f s", seconds) : format("%.0f min", seconds / 60);
    }
}
