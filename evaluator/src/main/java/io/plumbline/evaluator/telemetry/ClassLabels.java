package io.plumbline.evaluator.telemetry;

import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which classes get series of their own. All classes of the version do, from their first prediction on, so that a rate
 * sees the first event of a class; but no more than {@link #OUTCOMES_LIMIT}, and the rest share one.
 */
final class ClassLabels {
    /** Classes with outcome series of their own, by index. */
    static final int OUTCOMES_LIMIT = 100;

    /** With more classes than this there is no confusion series: it has the square of them. */
    static final int CONFUSION_LIMIT = 20;

    private static final String OTHER = "__other__";

    private final List<String> names;
    private final int classes;

    /** @param observed tells how many classes there are where their names are not known */
    ClassLabels(Optional<List<String>> names, ConfusionCounts observed) {
        this.names = names.orElse(List.of());
        int highest =
                observed.classes().stream().mapToInt(ClassCounts::index).max().orElse(-1);
        classes = Math.max(this.names.size(), highest + 1);
    }

    /** One series of a class. */
    @FunctionalInterface
    interface Series {
        void add(String first, String second, long count);
    }

    void outcomes(ConfusionCounts counts, Series series) {
        Map<Integer, ClassCounts> byIndex = new HashMap<>();
        counts.classes().forEach(c -> byIndex.put(c.index(), c));
        long[] other = new long[3];
        for (int i = 0; i < classes; i++) {
            ClassCounts c = byIndex.getOrDefault(i, new ClassCounts(i, 0, 0, 0));
            if (i < OUTCOMES_LIMIT) {
                add(series, name(names, i), c.tp(), c.fp(), c.fn());
            } else {
                other[0] += c.tp();
                other[1] += c.fp();
                other[2] += c.fn();
            }
        }
        if (classes > OUTCOMES_LIMIT) {
            add(series, OTHER, other[0], other[1], other[2]);
        }
    }

    void confusion(ConfusionCounts counts, Series series) {
        if (classes > CONFUSION_LIMIT) {
            return;
        }
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                series.add(name(names, actual), name(names, predicted), counts.count(actual, predicted));
            }
        }
    }

    private static void add(Series series, String name, long tp, long fp, long fn) {
        series.add(name, "tp", tp);
        series.add(name, "fp", fp);
        series.add(name, "fn", fn);
    }

    /** The class's name, or its index where it has none. */
    static String name(List<String> names, int index) {
        return index < names.size() ? names.get(index) : Integer.toString(index);
    }
}
