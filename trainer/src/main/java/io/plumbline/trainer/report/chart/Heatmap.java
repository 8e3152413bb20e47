package io.plumbline.trainer.report.chart;

import java.util.List;

/**
 * A confusion matrix: a row for each true class, a column for each predicted one.
 *
 * <p>Shade: the cell's share of its row, so that a rare class reads like a common one; right answers in one colour, wrong ones
 * in another. Counts and all names are shown while there is room for them; beyond that every tenth or so is named, and a
 * cell tells its own on being pointed at.
 */
public final class Heatmap {
    /** Beyond this a cell is no longer a thing to see. */
    public static final int MAX_CLASSES = 200;

    private static final double ROOM = 520;
    /** Narrower than this its letters would be too small: it scrolls instead. */
    private static final double LEGIBLE = 480;

    private static final double LARGEST = 56;
    private static final double TEXT_ROOM = 24;
    private static final double NAME_ROOM = 12;
    private static final int NAME_LETTERS = 14;
    private static final double LETTER = 6.6;

    private Heatmap() {}

    /** Reads one cell. */
    public interface Counts {
        long at(int actual, int predicted);
    }

    /** @param labels by class index, at most {@value #MAX_CLASSES} */
    public static Html svg(List<String> labels, Counts counts) {
        int classes = labels.size();
        double cell = Math.min(LARGEST, ROOM / classes);
        int every = cell >= NAME_ROOM ? 1 : (int) Axis.step(classes, (int) (classes * cell / NAME_ROOM / 1.5));
        double names = 14
                + LETTER
                        * labels.stream()
                                .mapToInt(label -> shortened(label).length())
                                .max()
                                .orElse(0);
        double left = names + 22;
        double top = names * 0.75 + 26;
        double size = cell * classes;
        Html svg = new Html()
                .open(
                        "svg",
                        "viewBox",
                        "0 0 " + Plot.units(left + size + names * 0.75) + " " + Plot.units(top + size + 4),
                        "style",
                        "max-width:%spx;min-width:%spx"
                                .formatted(
                                        Plot.units(left + size + names * 0.75),
                                        Plot.units(Math.min(LEGIBLE, left + size + names * 0.75))),
                        "role",
                        "img",
                        "aria-label",
                        "Confusion matrix of " + classes + " classes; the table of classes says it in numbers",
                        "class",
                        "heatmap");
        svg.element("text", "predicted class", "x", Plot.units(left), "y", "14", "class", "name");
        svg.element(
                "text",
                "true class",
                "transform",
                "translate(13 " + Plot.units(top + size) + ") rotate(-90)",
                "class",
                "name");
        for (int i = 0; i < classes; i += every) {
            double middle = cell * (i + 0.5);
            svg.open("text", "x", Plot.units(left - 7), "y", Plot.units(top + middle + 4), "text-anchor", "end");
            svg.element("title", labels.get(i)).text(shortened(labels.get(i))).close();
            svg.open(
                    "text",
                    "transform",
                    "translate(" + Plot.units(left + middle + 2) + " " + Plot.units(top - 7) + ") rotate(-45)");
            svg.element("title", labels.get(i)).text(shortened(labels.get(i))).close();
        }
        for (int actual = 0; actual < classes; actual++) {
            row(svg, labels, counts, actual, left, top, cell);
        }
        return svg.empty(
                        "rect",
                        "x",
                        Plot.units(left),
                        "y",
                        Plot.units(top),
                        "width",
                        Plot.units(size),
                        "height",
                        Plot.units(size),
                        "class",
                        "frame")
                .close();
    }

    private static void row(
            Html svg, List<String> labels, Counts counts, int actual, double left, double top, double cell) {
        long all = 0;
        for (int predicted = 0; predicted < labels.size(); predicted++) {
            all += counts.at(actual, predicted);
        }
        for (int predicted = 0; predicted < labels.size(); predicted++) {
            long count = counts.at(actual, predicted);
            if (count == 0) {
                continue;
            }
            double share = count / (double) all;
            double x = left + cell * predicted;
            double y = top + cell * actual;
            double gap = cell > 8 ? 1 : 0;
            svg.open("g");
            svg.element(
                    "title",
                    "%s predicted as %s: %s of %s (%s %%)"
                            .formatted(
                                    labels.get(actual),
                                    labels.get(predicted),
                                    Numbers.count(count),
                                    Numbers.count(all),
                                    Numbers.text(Math.round(1000 * share) / 10.0)));
            svg.empty(
                    "rect",
                    "x",
                    Plot.units(x + gap / 2),
                    "y",
                    Plot.units(y + gap / 2),
                    "width",
                    Plot.units(cell - gap),
                    "height",
                    Plot.units(cell - gap),
                    "fill-opacity",
                    "%.2f".formatted(0.1 + 0.9 * share).replace(',', '.'),
                    "class",
                    actual == predicted ? "cell right" : "cell wrong");
            String number = Long.toString(count);
            if (cell >= TEXT_ROOM && number.length() * LETTER < cell) {
                svg.element(
                        "text",
                        number,
                        "x",
                        Plot.units(x + cell / 2),
                        "y",
                        Plot.units(y + cell / 2 + 4),
                        "text-anchor",
                        "middle",
                        "class",
                        share > 0.5 ? "on" : "count");
            }
            svg.close();
        }
    }

    private static String shortened(String label) {
        return label.length() <= NAME_LETTERS ? label : label.substring(0, NAME_LETTERS - 1) + "\u2026";
    }
}
