package io.plumbline.trainer.report;

import io.plumbline.metrics.classification.CalibrationBin;
import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.classification.ProbabilityScores;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.metric.Answers;
import io.plumbline.trainer.report.chart.Axis;
import io.plumbline.trainer.report.chart.Heatmap;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import io.plumbline.trainer.report.chart.Plot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a classifier confuses, how sure it is, and where it is most sure and wrong. */
final class ClassificationPart {
    private static final int WORST = 12;
    private static final int PAIRS = 10;

    private final Evaluation evaluation;
    private final List<String> labels;
    /** {@code [items, classes]} row-major. */
    private final float[] probabilities;

    private final ConfusionCounts confusion = new ConfusionCounts();
    private final List<Answer> wrong = new ArrayList<>();

    /** @param confidence the probability of the class predicted */
    private record Answer(int item, int actual, int predicted, double confidence) {}

    private ClassificationPart(Evaluation evaluation, List<String> labels) {
        this.evaluation = evaluation;
        this.labels = labels;
        this.probabilities = probabilities(evaluation, labels.size());
        int classes = labels.size();
        for (int item = 0; item < evaluation.part().items(); item++) {
            int predicted = announced(item * classes);
            int actual = (int) evaluation.part().targets()[item];
            double confidence = probabilities[item * classes + predicted];
            confusion.add(actual, predicted);
            if (actual != predicted) {
                wrong.add(new Answer(item, actual, predicted, confidence));
            }
        }
        wrong.sort(Comparator.comparingDouble(Answer::confidence).reversed().thenComparingInt(Answer::item));
    }

    static Html html(Evaluation evaluation, List<String> labels) {
        ClassificationPart part = new ClassificationPart(evaluation, labels);
        return new Html()
                .add(part.matrix())
                .line()
                .add(part.classes())
                .line()
                .add(part.reliability())
                .line()
                .add(part.worst());
    }

    /** The class that is announced for the row of probabilities that begins there. */
    private int announced(int from) {
        return evaluation
                .decision()
                .map(decision -> decision.announced(labels, c -> probabilities[from + c]))
                .orElseGet(() -> Answers.largest(probabilities, from, labels.size()));
    }

    /** The answers; one alone per item is the probability of the second of two classes. */
    private static float[] probabilities(Evaluation evaluation, int classes) {
        float[] answers = evaluation.answers();
        int items = evaluation.part().items();
        if (answers.length == (long) items * classes) {
            return answers;
        }
        if (classes != 2 || answers.length != items) {
            throw new IllegalArgumentException(
                    "%d answers to %d items, expected %d for each".formatted(answers.length, items, classes));
        }
        float[] both = new float[2 * items];
        for (int item = 0; item < items; item++) {
            both[2 * item] = 1 - answers[item];
            both[2 * item + 1] = answers[item];
        }
        return both;
    }

    private Html matrix() {
        Html section = new Html().open("section").element("h2", "Confusion matrix");
        section.element(
                "p",
                "Rows are what is true, columns what was predicted. The shade is the cell's share of its row.",
                "class",
                "note");
        evaluation
                .decision()
                .ifPresent(decision -> section.element(
                        "p",
                        decision.positive() + " is predicted from a probability of "
                                + Numbers.text(decision.threshold()) + " on.",
                        "class",
                        "note"));
        section.open("div", "class", "side");
        if (labels.size() <= Heatmap.MAX_CLASSES) {
            section.open("div", "class", "scroll grow")
                    .add(Heatmap.svg(labels, confusion::count))
                    .close();
        } else {
            section.element(
                    "p",
                    labels.size() + " classes are too many to draw; the most frequent confusions follow.",
                    "class",
                    "note");
        }
        List<long[]> pairs = pairs();
        if (labels.size() > 2 && !pairs.isEmpty()) {
            section.open("div", "class", "scroll")
                    .element("h3", "Most frequent confusions")
                    .open("table");
            head(section, "True class", "Predicted class", "#Items", "#Share");
            for (long[] pair : pairs) {
                long support = confusion.of((int) pair[0]).support();
                section.open("tr")
                        .element("th", labels.get((int) pair[0]), "scope", "row")
                        .element("td", labels.get((int) pair[1]));
                Page.number(section, Numbers.count(pair[2]));
                Page.number(section, Numbers.share(pair[2] / (double) support));
                section.close();
            }
            section.close().close();
        }
        return section.close().close();
    }

    /** The largest wrong cells: true class, predicted class, items. */
    private List<long[]> pairs() {
        long[] state = confusion.state();
        List<long[]> cells = new ArrayList<>();
        for (int i = 0; i < state.length; i += 3) {
            if (state[i] != state[i + 1]) {
                cells.add(new long[] {state[i], state[i + 1], state[i + 2]});
            }
        }
        cells.sort(Comparator.comparingLong((long[] cell) -> cell[2]).reversed());
        return cells.subList(0, Math.min(PAIRS, cells.size()));
    }

    private Html classes() {
        Html section = new Html().open("section").element("h2", "Classes");
        section.open("div", "class", "scroll tall").open("table");
        head(section, "Class", "#Items", "#Precision", "#Recall", "#F1");
        for (ClassCounts counts : confusion.classes()) {
            section.open("tr").element("th", labels.get(counts.index()), "scope", "row");
            Page.number(section, Numbers.count(counts.support()));
            Page.number(section, Numbers.share(counts.precision()));
            Page.number(section, Numbers.share(counts.recall()));
            Page.number(section, Numbers.share(counts.f1()));
            section.close();
        }
        section.close().close();
        int absent = labels.size() - confusion.classes().size();
        if (absent > 0) {
            section.element(
                    "p",
                    "Neither true nor predicted anywhere here: " + Numbers.count(absent, "class", "classes") + ".",
                    "class",
                    "note");
        }
        return section.close();
    }

    private Html reliability() {
        Html section = new Html().open("section").element("h2", "Calibration");
        ProbabilityScores scores = new ProbabilityScores(labels.size());
        try {
            for (int item = 0; item < evaluation.part().items(); item++) {
                double[] row = new double[labels.size()];
                for (int c = 0; c < row.length; c++) {
                    row[c] = probabilities[item * row.length + c];
                }
                scores.add(row, (int) evaluation.part().targets()[item]);
            }
        } catch (IllegalArgumentException noProbabilities) {
            return section.element(
                            "p",
                            "The answers are no probabilities: " + noProbabilities.getMessage() + ".",
                            "class",
                            "warning")
                    .close();
        }
        double confidence = 0;
        double correct = 0;
        long most = 1;
        for (CalibrationBin bin : scores.calibration()) {
            confidence += bin.confidence();
            correct += bin.correct();
            most = Math.max(most, bin.samples());
        }
        double bias = (confidence - correct) / scores.samples();
        section.open("p")
                .text("Expected calibration error ")
                .element("strong", Numbers.text(scores.ece()))
                .text(": mean confidence is " + Numbers.text(Math.abs(bias)) + (bias >= 0 ? " above" : " below")
                        + " accuracy.")
                .close()
                .open("div", "class", "charts");
        Axis whole = Axis.linear(0, 1);
        Plot reliability = new Plot(
                        "Reliability: accuracy over confidence; perfect calibration is the diagonal",
                        "confidence",
                        whole,
                        "accuracy",
                        whole)
                .named("second", "measured")
                .named("reference", "perfect");
        Plot items = new Plot("Items over confidence", "confidence", whole, "items", Axis.whole(0, most));
        for (CalibrationBin bin : scores.calibration()) {
            if (bin.samples() > 0) {
                String hint = hint(bin);
                reliability.bar("second", bin.lower(), bin.upper(), bin.accuracy(), hint);
                items.bar("first", bin.lower(), bin.upper(), bin.samples(), hint);
            }
        }
        Curves.figure(section, "Reliability", reliability.reference(0, 0, 1, 1).svg());
        Curves.figure(section, "How often each confidence occurs", items.svg());
        return section.close()
                .element(
                        "p",
                        "Confidence is the largest probability, in "
                                + scores.calibration().size() + " bins. A bar below the diagonal is overconfident.",
                        "class",
                        "note")
                .close();
    }

    private static String hint(CalibrationBin bin) {
        return "confidence %s to %s: %s, accuracy %s, mean confidence %s"
                .formatted(
                        Numbers.text(bin.lower()),
                        Numbers.text(bin.upper()),
                        Numbers.count(bin.samples(), "item", "items"),
                        Numbers.text(bin.accuracy()),
                        Numbers.text(bin.meanConfidence()));
    }

    private Html worst() {
        Html section = new Html().open("section").element("h2", "Most confident mistakes");
        if (wrong.isEmpty()) {
            return section.element("p", "There is none: every item is answered right.", "class", "note")
                    .close();
        }
        section.element(
                "p",
                Numbers.count(wrong.size()) + " of " + Numbers.count(confusion.samples(), "item", "items")
                        + " answered wrong.",
                "class",
                "note");
        section.open("ul", "class", "cards");
        for (Answer answer : wrong.subList(0, Math.min(WORST, wrong.size()))) {
            section.open("li");
            Inputs.show(section, evaluation, answer.item());
            section.open("dl");
            section.element("dt", "predicted")
                    .open("dd")
                    .element("strong", labels.get(answer.predicted()), "class", "bad")
                    .text(" " + Numbers.share(answer.confidence()))
                    .close();
            section.element("dt", "true")
                    .open("dd")
                    .element("strong", labels.get(answer.actual()))
                    .text(" " + Numbers.share(probability(answer)))
                    .close();
            section.close()
                    .element(
                            "code",
                            evaluation.part().examples().get(answer.item()).id())
                    .close();
        }
        return section.close().close();
    }

    private double probability(Answer answer) {
        return probabilities[answer.item() * labels.size() + answer.actual()];
    }

    /** A table's first row; a name that begins with # is a column of numbers. */
    static void head(Html section, String... columns) {
        section.open("tr");
        for (String column : columns) {
            boolean numbers = column.startsWith("#");
            section.element(
                    "th", numbers ? column.substring(1) : column, "scope", "col", "class", numbers ? "number" : "");
        }
        section.close();
    }
}
