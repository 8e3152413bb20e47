package io.plumbline.trainer.report;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.report.chart.Axis;
import io.plumbline.trainer.report.chart.Curve;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import io.plumbline.trainer.report.chart.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** How loss, metrics, learning rate and gradient norm went over the optimizer steps. */
final class Curves {
    /** Beyond this many epochs their dots would run together. */
    private static final int DOTTED_EPOCHS = 60;

    private Curves() {}

    static Html section(RunHistory history) {
        Html section = new Html().open("section").element("h2", "Curves");
        if (history.loss().isEmpty()) {
            return section.element("p", "No step is done yet.", "class", "note").close();
        }
        section.open("div", "class", "charts");
        figure(section, "Loss", loss(history));
        for (String metric : metricNames(history)) {
            figure(section, metric, metric(history, metric));
        }
        figure(section, "Learning rate", steps("Learning rate", "", history.learningRate(), true));
        if (!history.gradientNorm().isEmpty()) {
            figure(
                    section,
                    "Gradient norm",
                    steps("Gradient norm", "global, before clipping", history.gradientNorm(), false));
        }
        section.close();
        return section.element(
                        "p",
                        "A shaded band spans the lowest and the highest value of neighbouring steps, the line is their"
                                + " mean. A ring marks the best epoch.",
                        "class",
                        "note")
                .close();
    }

    /** The metrics that any epoch has, by name. */
    static List<String> metricNames(RunHistory history) {
        TreeSet<String> names = new TreeSet<>();
        history.epochs().forEach(epoch -> names.addAll(epoch.metrics().keySet()));
        return List.copyOf(names);
    }

    static void figure(Html page, String caption, Html chart) {
        page.open("figure").element("figcaption", caption).add(chart).close().line();
    }

    private static Html loss(RunHistory history) {
        List<Curve.Point> training = history.loss();
        List<Curve.Point> validation = overEpochs(history, EpochResult::validationLoss);
        Plot plot = plot(
                        "Training and validation loss over optimizer steps",
                        "mean per item",
                        false,
                        training,
                        validation)
                .curve("first", training)
                .named("first", "training")
                .curve("second", validation)
                .named("second", "validation");
        dots(plot, "second", history, "validation loss", EpochResult::validationLoss);
        return plot.svg();
    }

    private static Html metric(RunHistory history, String name) {
        ToDoubleFunction<EpochResult> value = epoch -> epoch.metrics().getOrDefault(name, Double.NaN);
        List<Curve.Point> points = overEpochs(history, value);
        Plot plot = plot(name + " over optimizer steps", "validation part", false, points, List.of())
                .curve("second", points);
        dots(plot, "second", history, name, value);
        return plot.svg();
    }

    private static Html steps(String title, String yName, List<Curve.Point> points, boolean linear) {
        return plot(title + " over optimizer steps", yName, linear, points, List.of())
                .curve("first", points)
                .svg();
    }

    private static Plot plot(
            String title, String yName, boolean linear, List<Curve.Point> points, List<Curve.Point> more) {
        List<Curve.Point> all = new ArrayList<>(points);
        all.addAll(more);
        double low = all.stream().mapToDouble(Curve.Point::low).min().orElse(0);
        double high = all.stream().mapToDouble(Curve.Point::high).max().orElse(1);
        double last = all.stream().mapToDouble(Curve.Point::x).max().orElse(1);
        return new Plot(
                title,
                "optimizer step",
                Axis.whole(0, Math.max(1, last)),
                yName,
                linear ? Axis.linear(Math.min(0, low), high * 1.05) : Axis.padded(low, high));
    }

    private static List<Curve.Point> overEpochs(RunHistory history, ToDoubleFunction<EpochResult> value) {
        Curve curve = new Curve();
        history.epochs().forEach(epoch -> curve.add(epoch.step(), value.applyAsDouble(epoch)));
        return curve.points();
    }

    private static void dots(
            Plot plot, String style, RunHistory history, String name, ToDoubleFunction<EpochResult> value) {
        boolean few = history.epochs().size() <= DOTTED_EPOCHS;
        for (EpochResult epoch : history.epochs()) {
            double at = value.applyAsDouble(epoch);
            boolean best = epoch.epoch() == history.bestEpoch();
            if (Double.isFinite(at) && (few || best)) {
                plot.dot(
                        best ? style + " ring" : style,
                        epoch.step(),
                        at,
                        best ? 5 : 2.6,
                        1,
                        "epoch " + epoch.epoch() + ": " + name + " " + Numbers.text(at) + (best ? ", best" : ""));
            }
        }
    }
}
