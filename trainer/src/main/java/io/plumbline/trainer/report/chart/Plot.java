package io.plumbline.trainer.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart over two axes, drawn in the order of the calls.
 *
 * <p>Size: {@value #WIDTH} by {@value #HEIGHT} units, scaled to the room that the page gives. {@code style} names a CSS class
 * that sets the colour: {@code first} to {@code fourth}.
 */
public final class Plot {
    static final int WIDTH = 480;
    static final int HEIGHT = 270;
    private static final int LEFT = 54;
    private static final int RIGHT = 14;
    private static final int TOP = 34;
    private static final int BOTTOM = 44;
    private static final int LEGEND_GAP = 18;
    private static final double LETTER = 7.4;

    private final Axis x;
    private final Axis y;
    private final Html svg = new Html();
    private final List<String[]> legend = new ArrayList<>();

    /**
     * Draws the axes.
     *
     * @param title what is shown, for who cannot see it
     * @param xName with its unit
     * @param yName with its unit; stands above the axis
     */
    public Plot(String title, String xName, Axis x, String yName, Axis y) {
        this.x = x;
        this.y = y;
        svg.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", title, "class", "plot");
        for (double tick : y.ticks()) {
            String at = units(py(tick));
            svg.empty("line", "x1", units(LEFT), "x2", units(WIDTH - RIGHT), "y1", at, "y2", at, "class", "grid");
            svg.element("text", y.label(tick), "x", units(LEFT - 7), "y", units(py(tick) + 4), "text-anchor", "end");
        }
        for (double tick : x.ticks()) {
            String at = units(px(tick));
            svg.empty(
                    "line",
                    "x1",
                    at,
                    "x2",
                    at,
                    "y1",
                    units(HEIGHT - BOTTOM),
                    "y2",
                    units(HEIGHT - BOTTOM + 4),
                    "class",
                    "axis");
            svg.element("text", x.label(tick), "x", at, "y", units(HEIGHT - BOTTOM + 18), "text-anchor", "middle");
        }
        String floor = units(HEIGHT - BOTTOM);
        svg.empty("line", "x1", units(LEFT), "x2", units(WIDTH - RIGHT), "y1", floor, "y2", floor, "class", "axis");
        svg.element(
                "text",
                xName,
                "x",
                units((LEFT + WIDTH - RIGHT) / 2.0),
                "y",
                units(HEIGHT - 8),
                "text-anchor",
                "middle",
                "class",
                "name");
        svg.element("text", yName + (y.logarithmic() ? " (logarithmic)" : ""), "x", "4", "y", "14", "class", "name");
    }

    /** The mean of each point as a line; where a point stands for several steps, what they spread over as a band. */
    public Plot curve(String style, List<Curve.Point> points) {
        if (points.stream().anyMatch(point -> point.high() > point.low())) {
            StringBuilder band = new StringBuilder();
            for (Curve.Point point : points) {
                band.append(at(point.x(), point.high()));
            }
            for (int i = points.size() - 1; i >= 0; i--) {
                band.append(at(points.get(i).x(), points.get(i).low()));
            }
            svg.empty("polygon", "points", band.toString().strip(), "class", "band " + style);
        }
        StringBuilder line = new StringBuilder();
        points.forEach(point -> line.append(at(point.x(), point.mean())));
        svg.empty("polyline", "points", line.toString().strip(), "class", "line " + style);
        return this;
    }

    /** A dot with a hint that a pointer resting on it shows. */
    public Plot dot(String style, double xValue, double yValue, double radius, double opacity, String hint) {
        svg.open(
                "circle",
                "cx",
                units(px(xValue)),
                "cy",
                units(py(yValue)),
                "r",
                units(radius),
                "fill-opacity",
                units(opacity),
                "class",
                "dot " + style);
        svg.element("title", hint).close();
        return this;
    }

    /** A bar from the floor up to {@code value}, between two places of the x axis. */
    public Plot bar(String style, double from, double to, double value, String hint) {
        double left = px(from) + 0.5;
        double top = py(value);
        svg.open(
                "rect",
                "x",
                units(left),
                "y",
                units(top),
                "width",
                units(Math.max(0.5, px(to) - 0.5 - left)),
                "height",
                units(py(y.low()) - top),
                "class",
                "bar " + style);
        svg.element("title", hint).close();
        return this;
    }

    /** A dashed line to compare with. */
    public Plot reference(double fromX, double fromY, double toX, double toY) {
        svg.empty(
                "line",
                "x1",
                units(px(fromX)),
                "y1",
                units(py(fromY)),
                "x2",
                units(px(toX)),
                "y2",
                units(py(toY)),
                "class",
                "reference");
        return this;
    }

    /** Names a style at the chart's top right. */
    public Plot named(String style, String name) {
        legend.add(new String[] {style, name});
        return this;
    }

    public Html svg() {
        double right = WIDTH - RIGHT;
        for (int i = legend.size() - 1; i >= 0; i--) {
            String name = legend.get(i)[1];
            right -= name.length() * LETTER;
            svg.element("text", name, "x", units(right), "y", "14");
            svg.empty(
                    "line",
                    "x1",
                    units(right - LEGEND_GAP),
                    "x2",
                    units(right - 5),
                    "y1",
                    "10",
                    "y2",
                    "10",
                    "class",
                    "line " + legend.get(i)[0]);
            right -= LEGEND_GAP + 14;
        }
        return svg.close();
    }

    private String at(double xValue, double yValue) {
        return units(px(xValue)) + "," + units(py(yValue)) + " ";
    }

    private double px(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    /** Tenths are finer than a pixel. */
    static String units(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
