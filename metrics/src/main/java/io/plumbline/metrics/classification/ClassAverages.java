package io.plumbline.metrics.classification;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision, recall and F1 over several classes, each one against the rest.
 *
 * <p>Undefined: what {@link ZeroDivision} says, for a class as for pooled counts; NaN without classes, and where all of them are
 * left out. Where no class has support the weighted mean is the plain one.
 *
 * <p>Source: the formulas are those of scikit-learn's {@code precision_recall_fscore_support}; F1 comes from the counts, so it is
 * undefined only for a class that is neither in truth nor in prediction.
 */
public final class ClassAverages {
    private final List<ClassCounts> classes;
    private final ZeroDivision zeroDivision;

    /** Over these classes, whichever they are. */
    public ClassAverages(List<ClassCounts> classes, ZeroDivision zeroDivision) {
        this.classes = List.copyOf(classes);
        this.zeroDivision = zeroDivision;
    }

    /** {@code observed}, which ascend, and those of the first {@code declared} classes that are not among them. */
    static List<ClassCounts> withAbsent(List<ClassCounts> observed, int declared) {
        List<ClassCounts> all = new ArrayList<>();
        int next = 0;
        for (ClassCounts c : observed) {
            for (; next < declared && next < c.index(); next++) {
                all.add(new ClassCounts(next, 0, 0, 0));
            }
            all.add(c);
            next = c.index() + 1;
        }
        for (; next < declared; next++) {
            all.add(new ClassCounts(next, 0, 0, 0));
        }
        return all;
    }

    /** The classes averaged over. */
    public List<ClassCounts> classes() {
        return classes;
    }

    public double precision(Average average) {
        return of(average, c -> c.tp(), c -> c.tp() + c.fp());
    }

    public double recall(Average average) {
        return of(average, c -> c.tp(), c -> c.tp() + c.fn());
    }

    public double f1(Average average) {
        return of(average, c -> 2 * c.tp(), c -> 2 * c.tp() + c.fp() + c.fn());
    }

    private interface Count {
        long of(ClassCounts counts);
    }

    private double of(Average average, Count part, Count whole) {
        if (average == Average.MICRO) {
            long parts = 0;
            long wholes = 0;
            for (ClassCounts c : classes) {
                parts += part.of(c);
                wholes += whole.of(c);
            }
            return classes.isEmpty() ? Double.NaN : zeroDivision.ratio(parts, wholes);
        }
        double sum = 0;
        double weighted = 0;
        long defined = 0;
        long support = 0;
        for (ClassCounts c : classes) {
            double value = zeroDivision.ratio(part.of(c), whole.of(c));
            if (!Double.isNaN(value)) {
                sum += value;
                weighted += c.support() * value;
                defined++;
                support += c.support();
            }
        }
        return average == Average.MACRO || support == 0 ? sum / defined : weighted / support;
    }
}
