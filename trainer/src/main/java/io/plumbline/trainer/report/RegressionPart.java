package io.plumbline.trainer.report;

import io.plumbline.metrics.regression.RegressionErrors;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.report.chart.Axis;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import io.plumbline.trainer.report.chart.Plot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** How far a regression's answers are off, where, and for which items most. Residual: true minus predicted. */
final class RegressionPart {
    private static final int WORST = 12;
    private static final int BINS = 30;
    /** The part of the items at either end that the charts' range does not ask. */
    private static final double OUTER = 0.02;

    private static final int COLUMNS = 96;
    private static final int ROWS = 54;
    private static final double[] QUANTILES = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

    private final Evaluation evaluation;
    private final String unit;
    private final double[] predicted;
    private final double[] residual;
    /** What the charts show of the residuals: without room for outliers, which would leave none for the rest. */
    private final double low;

    private final double high;
    /** The items whose answer is finite. */
    private final int[] items;

    private RegressionPart(Evaluation evaluation, String unit) {
        Partition part = evaluation.part();
        if (evaluation.answers().length != part.rows()) {
            throw new IllegalArgumentException("a regression has " + evaluation.answers().length + " answers to "
                    + part.rows() + " rows, expected one each");
        }
        this.evaluation = evaluation;
        this.unit = unit.isEmpty() ? "" : " (" + unit + ")";
        this.predicted = IntStream.range(0, part.rows())
                .mapToDouble(row -> evaluation.answers()[row])
                .toArray();
        this.residual = IntStream.range(0, part.rows())
                .mapToDouble(row -> part.targets()[row] - predicted[row])
                .toArray();
        this.items = IntStream.range(0, part.rows())
                .filter(row -> Double.isFinite(residual[row]))
                .toArray();
        double[] sorted =
                Arrays.stream(items).mapToDouble(i -> residual[i]).sorted().toArray();
        double inner = at(sorted, 1 - OUTER) - at(sorted, OUTER);
        double from = Math.max(min(residual), at(sorted, OUTER) - inner);
        double to = Math.min(max(residual), at(sorted, 1 - OUTER) + inner);
        double least = from < to ? 0 : Math.max(1, Math.abs(from));
        this.low = Math.min(0, from - 0.02 * (to - from)) - least;
        this.high = Math.max(0, to + 0.02 * (to - from)) + least;
    }

    static Html html(Evaluation evaluation, String unit) {
        RegressionPart part = new RegressionPart(evaluation, unit);
        Html section = new Html().open("section").element("h2", "Residuals");
        if (part.items.length < part.predicted.length) {
            section.element(
                    "p",
                    "Left out: " + Numbers.count(part.predicted.length - part.items.length, "item", "items")
                            + " without a finite answer.",
                    "class",
                    "warning");
        }
        if (part.items.length == 0) {
            return section.close();
        }
        section.open("div", "class", "charts");
        Curves.figure(section, "Residual against prediction", part.scatter());
        Curves.figure(section, "How often each residual occurs", part.histogram());
        section.close();
        long beyond = Arrays.stream(part.items).filter(part::beyond).count();
        section.element(
                "p",
                "Residual: true minus predicted value" + part.unit + "; above 0 the prediction is too low."
                        + (beyond == 0
                                ? ""
                                : " "
                                        + Numbers.count(beyond, "item lies", "items lie")
                                        + " beyond the charts, drawn at the edge."),
                "class",
                "note");
        section.add(part.numbers());
        return section.close().line().add(part.worst());
    }

    private Html numbers() {
        RegressionErrors errors = new RegressionErrors();
        for (int item : items) {
            errors.add(evaluation.part().targets()[item], predicted[item]);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Mean absolute error", Numbers.text(errors.mae()));
        facts.put("Root of the mean squared error", Numbers.text(errors.rmse()));
        facts.put("R\u00b2", Numbers.text(errors.r2()));
        facts.put("Bias (predicted minus true)", Numbers.text(errors.bias()));
        Html html = new Html().open("div", "class", "side");
        html.add(Page.facts(facts));
        double[] signed =
                Arrays.stream(items).mapToDouble(i -> residual[i]).sorted().toArray();
        double[] sizes = Arrays.stream(items)
                .mapToDouble(i -> Math.abs(residual[i]))
                .sorted()
                .toArray();
        html.open("table");
        ClassificationPart.head(html, "Quantile", "#Residual", "#Absolute residual");
        for (double quantile : QUANTILES) {
            html.open("tr").element("th", Numbers.text(quantile), "scope", "row");
            Page.number(html, Numbers.text(at(signed, quantile)));
            Page.number(html, Numbers.text(at(sizes, quantile)));
            html.close();
        }
        return html.close().close();
    }

    /** A dot for each place that has items, darker for more of them: bounded, and dense parts stay readable. */
    private Html scatter() {
        Axis x = Axis.linear(min(predicted), max(predicted));
        Axis y = Axis.linear(low, high);
        Plot plot = new Plot("Residual over predicted value", "predicted" + unit, x, "residual" + unit, y);
        plot.reference(min(predicted), 0, max(predicted), 0);
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        Map<Integer, Integer> first = new LinkedHashMap<>();
        for (int item : items) {
            int column = (int) (x.position(predicted[item]) * (COLUMNS - 1));
            int row = (int) (y.position(residual[item]) * (ROWS - 1));
            counts.merge(row * COLUMNS + column, 1, Integer::sum);
            first.putIfAbsent(row * COLUMNS + column, item);
        }
        counts.forEach((place, count) -> {
            int item = first.getOrDefault(place, 0);
            plot.dot(
                    beyond(item) ? "second" : "first",
                    predicted[item],
                    residual[item],
                    2.4,
                    Math.min(1, 0.35 + 0.13 * count),
                    Numbers.count(count, "item", "items") + " about predicted " + Numbers.text(predicted[item])
                            + ", residual " + Numbers.text(residual[item]));
        });
        return plot.svg();
    }

    private Html histogram() {
        double width = Axis.step(high - low, BINS);
        long firstBin = (long) Math.floor(low / width);
        int bins = (int) ((long) Math.ceil(high / width) - firstBin);
        long[] counts = new long[bins];
        for (int item : items) {
            long bin = (long) Math.floor(residual[item] / width) - firstBin;
            counts[(int) Math.max(0, Math.min(bins - 1, bin))]++;
        }
        Plot plot = new Plot(
                "Items over residual",
                "residual" + unit,
                Axis.linear(firstBin * width, (firstBin + bins) * width),
                "items",
                Axis.whole(0, Arrays.stream(counts).max().orElse(1)));
        for (int bin = 0; bin < bins; bin++) {
            double from = (firstBin + bin) * width;
            if (counts[bin] > 0) {
                plot.bar(
                        "first",
                        from,
                        from + width,
                        counts[bin],
                        (bin == 0 && min(residual) < from ? "below " : Numbers.text(from) + " to ")
                                + (bin == bins - 1 && max(residual) > from + width
                                        ? "above"
                                        : Numbers.text(from + width))
                                + ": " + Numbers.count(counts[bin], "item", "items"));
            }
        }
        return plot.svg();
    }

    private boolean beyond(int item) {
        return residual[item] < low || residual[item] > high;
    }

    private Html worst() {
        Html section = new Html().open("section").element("h2", "Largest errors");
        section.open("ul", "class", "cards wide");
        Arrays.stream(items)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer item) -> Math.abs(residual[item]))
                        .reversed()
                        .thenComparingInt(item -> item))
                .limit(WORST)
                .forEach(item -> {
                    section.open("li");
                    section.open("p")
                            .text("predicted ")
                            .element("strong", Numbers.text(predicted[item]), "class", "bad")
                            .empty("br")
                            .text("true ")
                            .element("strong", Numbers.text(evaluation.part().targets()[item]))
                            .empty("br")
                            .text("residual " + Numbers.text(residual[item]))
                            .close();
                    Inputs.show(section, evaluation, item);
                    section.element(
                                    "code",
                                    evaluation.part().examples().get(item).id())
                            .close();
                });
        return section.close().close();
    }

    private double min(double[] values) {
        return Arrays.stream(items).mapToDouble(i -> values[i]).min().orElse(0);
    }

    private double max(double[] values) {
        return Arrays.stream(items).mapToDouble(i -> values[i]).max().orElse(0);
    }

    /** With linear interpolation between neighbours. */
    private static double at(double[] sorted, double quantile) {
        double position = quantile * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted.length == 0 ? 0 : sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
