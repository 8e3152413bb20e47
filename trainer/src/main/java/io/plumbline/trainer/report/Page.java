package io.plumbline.trainer.report;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The report as a whole: what the run is and how it went, then its parts. */
final class Page {
    static final String RUNNING = "running";
    static final String INTERRUPTED = "interrupted before its end";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Page() {}

    static String of(
            FitStart start,
            RunHistory history,
            Optional<FitEnd> end,
            Optional<Evaluation> evaluation,
            String outcome,
            Instant now) {
        Html page = new Html();
        page.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").line();
        page.open("head")
                .empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .element("title", start.model() + ": run " + start.run())
                .element("style", style())
                .close()
                .line();
        page.open("body").open("main");
        page.add(header(start, history, end, outcome));
        evaluation.ifPresent(answered -> page.add(metrics(answered)));
        if (start.steps() > 0) {
            page.add(Curves.section(history)).line();
        }
        evaluation.ifPresent(answered -> page.add(task(answered)).line());
        if (start.steps() > 0) {
            page.add(epochs(history)).line();
        }
        page.add(experiment(start)).line();
        page.add(environment(start, history, now)).line();
        page.close().close().close();
        return "<!DOCTYPE html>\n" + page + "\n";
    }

    /** A table of names and texts. */
    static Html facts(Map<String, String> facts) {
        Html table = new Html().open("table", "class", "facts");
        facts.forEach((name, value) -> table.open("tr")
                .element("th", name, "scope", "row")
                .element("td", value)
                .close());
        return table.close();
    }

    private static Html header(FitStart start, RunHistory history, Optional<FitEnd> end, String outcome) {
        Html header = new Html().open("header");
        header.open("p", "class", "run")
                .text("Run ")
                .element("code", start.run())
                .close();
        header.element("h1", start.model());
        String state = end.isPresent() ? "done" : outcome.equals(RUNNING) ? "going" : "broken";
        header.open("p").element("span", outcome, "class", "outcome " + state).close();
        header.open("dl", "class", "tiles");
        if (start.steps() > 0) {
            progress(header, start, history, end);
        }
        tile(header, "Time", Numbers.duration(history.seconds()));
        tile(header, "Parameters", Numbers.count(start.parameters()));
        header.close();
        List<Long> resumes =
                history.startedAfter().stream().filter(step -> step > 0).toList();
        if (!resumes.isEmpty()) {
            header.element(
                    "p",
                    "Resumed after step "
                            + String.join(
                                    ", ", resumes.stream().map(Numbers::count).toList())
                            + ".",
                    "class",
                    "note");
        }
        return header.close();
    }

    private static void progress(Html header, FitStart start, RunHistory history, Optional<FitEnd> end) {
        int best = end.map(FitEnd::bestEpoch).orElse(history.bestEpoch());
        int done = end.map(FitEnd::epochs).orElse(history.epochs().size());
        tile(header, "Best epoch", best == 0 ? "\u2013" : Integer.toString(best));
        tile(header, "Epochs", done + " of " + start.epochs());
        tile(header, "Steps", Numbers.count(history.step()) + " of " + Numbers.count(start.steps()));
    }

    private static void tile(Html list, String name, String value) {
        list.open("div").element("dt", name).element("dd", value).close();
    }

    private static Html metrics(Evaluation evaluation) {
        Html section = new Html().open("section").element("h2", "Metrics of the exported model");
        section.open("div", "class", "scroll").open("table");
        ClassificationPart.head(section, "Metric", "#Value", "#95 % interval");
        for (Map.Entry<String, MetricEstimate> metric : new TreeMap<>(evaluation.metrics()).entrySet()) {
            MetricEstimate estimate = metric.getValue();
            section.open("tr")
                    .element("th", metric.getKey(), "scope", "row")
                    .element("td", Numbers.text(estimate.value()), "class", "number")
                    .element(
                            "td",
                            Numbers.text(estimate.lower()) + " to " + Numbers.text(estimate.upper()),
                            "class",
                            "number")
                    .close();
        }
        section.close().close();
        return section.element(
                        "p",
                        "Over the " + Numbers.count(evaluation.part().items())
                                + " items of the validation part, which training never saw but the choice of the best"
                                + " epoch did. The interval (bootstrap) says how far the value would move with other"
                                + " items of the same kind.",
                        "class",
                        "note")
                .close();
    }

    private static Html task(Evaluation evaluation) {
        if (evaluation.task() instanceof Task.Classification classification) {
            return ClassificationPart.html(evaluation, classification.labels());
        }
        return evaluation.task() instanceof Task.Regression regression
                ? RegressionPart.html(evaluation, regression.unit())
                : RankingPart.html(evaluation);
    }

    private static Html epochs(RunHistory history) {
        Html section = new Html().open("section").element("h2", "Epochs");
        if (history.epochs().isEmpty()) {
            return section.element("p", "None is finished yet.", "class", "note")
                    .close();
        }
        List<String> metrics = Curves.metricNames(history);
        List<String> columns = new ArrayList<>(List.of("Epoch", "#Step", "#Training loss", "#Validation loss"));
        metrics.forEach(name -> columns.add("#" + name));
        columns.add("#Learning rate");
        section.open("div", "class", "scroll tall", "tabindex", "0")
                .open("table")
                .open("thead");
        ClassificationPart.head(section, columns.toArray(String[]::new));
        section.close().open("tbody");
        for (EpochResult epoch : shown(history)) {
            boolean best = epoch.epoch() == history.bestEpoch();
            section.open("tr", "class", best ? "best" : "");
            section.open("th", "scope", "row").text(Integer.toString(epoch.epoch()));
            if (best) {
                section.text(" \u2605");
            }
            section.close();
            number(section, Numbers.count(epoch.step()));
            number(section, Numbers.text(epoch.trainingLoss()));
            number(section, Numbers.text(epoch.validationLoss()));
            for (String metric : metrics) {
                Double value = epoch.metrics().get(metric);
                number(section, value == null ? "" : Numbers.text(value));
            }
            number(section, Numbers.text(epoch.learningRate()));
            section.close();
        }
        return section.close()
                .close()
                .close()
                .element("p", "\u2605 the best by the metric that decides.", "class", "note")
                .close();
    }

    /** All epochs while they are few, else an even choice and those that were better than all before. */
    private static List<EpochResult> shown(RunHistory history) {
        int every = Math.max(1, history.epochs().size() / 200);
        return history.epochs().stream()
                .filter(epoch -> epoch.best() || epoch.epoch() % every == 0)
                .toList();
    }

    static void number(Html row, String text) {
        row.element("td", text, "class", "number");
    }

    private static Html experiment(FitStart start) {
        return new Html()
                .open("section")
                .element("h2", "Experiment")
                .element("p", "All values in force, defaults included.", "class", "note")
                .element("pre", YamlText.of(start.experiment()), "tabindex", "0")
                .close();
    }

    private static Html environment(FitStart start, RunHistory history, Instant now) {
        Map<String, String> facts = new java.util.LinkedHashMap<>();
        facts.put("Device", start.device());
        facts.put("Threads", Integer.toString(start.threads()));
        facts.put("Training items", Numbers.count(start.trainItems()));
        facts.put("Validation items", Numbers.count(start.validationItems()));
        facts.put("Parameters", Numbers.count(start.parameters()));
        facts.put("Steps per epoch", Numbers.count(start.stepsPerEpoch()));
        facts.put("Training time, all processes", Numbers.duration(history.seconds()));
        facts.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put(
                "System",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        facts.put("Report written", TIME.format(now));
        return new Html()
                .open("section")
                .element("h2", "Environment")
                .add(facts(facts))
                .close();
    }

    private static String style() {
        try (InputStream css = Page.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing beside " + Page.class);
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("report.css cannot be read", unreadable);
        }
    }
}
