package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.LabelDelays;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was counted of one version, in one partition or merged over several.
 *
 * <p>Two statistics per {@link View}: {@code net} is over the pairs that count now, {@code retracted} over those taken away
 * again. Their merged sum only ever grows, as a counter must; net is that sum less what was retracted.
 * <p>Threads: one at a time.
 */
public final class Tally {
    private final long[] counters;
    private final Map<View, Statistics> net;
    private final Map<View, Statistics> retracted;
    private final ExpectedOutcomes expected;
    private final LabelDelays labelDelays;
    private Optional<List<String>> classNames;

    /** Of nothing yet. */
    public Tally() {
        this(
                new long[Counter.values().length],
                empty(),
                empty(),
                new ExpectedOutcomes(),
                new LabelDelays(),
                Optional.empty());
    }

    Tally(
            long[] counters,
            Map<View, Statistics> net,
            Map<View, Statistics> retracted,
            ExpectedOutcomes expected,
            LabelDelays labelDelays,
            Optional<List<String>> classNames) {
        this.counters = counters;
        this.net = net;
        this.retracted = retracted;
        this.expected = expected;
        this.labelDelays = labelDelays;
        this.classNames = classNames;
    }

    /** Applies one update; its version is the caller's affair. */
    public void apply(TallyUpdate update) {
        if (update instanceof TallyUpdate.Count count) {
            counters[count.counter().ordinal()]++;
        } else if (update instanceof TallyUpdate.Enter enter) {
            counters[entered(enter.view()).ordinal()]++;
        } else if (update instanceof TallyUpdate.Add add) {
            net(add.view()).add(add.contribution());
        } else if (update instanceof TallyUpdate.Remove remove) {
            net(remove.view()).remove(remove.contribution());
            retracted(remove.view()).add(remove.contribution());
        } else if (update instanceof TallyUpdate.Expect expect) {
            if (expect.said().size() > 0) {
                expected.add(expect.said().probabilities(), expect.said().announced());
            }
        } else if (update instanceof TallyUpdate.Realise realise) {
            labelDelays.add(realise.delayMillis());
        }
    }

    public long count(Counter counter) {
        return counters[counter.ordinal()];
    }

    /** Over the pairs that count now. */
    public Statistics net(View view) {
        return statistics(net, view);
    }

    /** Over the pairs that were taken away, once for each time. */
    public Statistics retracted(View view) {
        return statistics(retracted, view);
    }

    /** Over every pair that was ever added: net and retracted together. */
    public Statistics added(View view) {
        Statistics all = new Statistics();
        all.merge(net(view));
        all.merge(retracted(view));
        return all;
    }

    /** What all predictions with probabilities said of themselves. */
    public ExpectedOutcomes expected() {
        return expected;
    }

    /** How late the labels came. */
    public LabelDelays labelDelays() {
        return labelDelays;
    }

    /** Pairs that count now. */
    public long joined() {
        return count(Counter.JOINED_PREDICTION_FIRST)
                + count(Counter.JOINED_LABEL_FIRST)
                - count(Counter.UNJOINED_PREDICTION_FIRST)
                - count(Counter.UNJOINED_LABEL_FIRST);
    }

    private static Counter entered(View view) {
        return view == View.MATURED ? Counter.MATURED_PREDICTIONS : Counter.PREDICTIONS;
    }

    /** Predictions that have not matured yet, labelled or not. */
    public long pending() {
        return count(Counter.PREDICTIONS) - count(Counter.MATURED_PREDICTIONS);
    }

    /** Matured predictions with a label that counts. */
    public long maturedLabelled() {
        return net(View.MATURED).pairs();
    }

    /** Matured predictions without one: {@link #maturedLabelled()}, these and {@link #pending()} are all predictions. */
    public long maturedUnlabelled() {
        return count(Counter.MATURED_PREDICTIONS) - maturedLabelled();
    }

    /** The version's class names by index, once known; empty list for a version that is no classifier. */
    public Optional<List<String>> classNames() {
        return classNames;
    }

    /** Remembers the names, so that they outlast the control record that told them. */
    public void name(List<String> classes) {
        classNames = Optional.of(List.copyOf(classes));
    }

    /** Adds all that {@code other} counted, which stays as it is. */
    public void merge(Tally other) {
        Arrays.setAll(counters, i -> Math.addExact(counters[i], other.counters[i]));
        for (View view : View.values()) {
            net(view).merge(other.net(view));
            retracted(view).merge(other.retracted(view));
        }
        expected.merge(other.expected);
        labelDelays.merge(other.labelDelays);
        if (classNames.isEmpty()) {
            classNames = other.classNames;
        }
    }

    private static Statistics statistics(Map<View, Statistics> byView, View view) {
        Statistics statistics = byView.get(view);
        if (statistics == null) {
            throw new IllegalStateException("no statistics of view " + view);
        }
        return statistics;
    }

    private static Map<View, Statistics> empty() {
        Map<View, Statistics> statistics = new EnumMap<>(View.class);
        for (View view : View.values()) {
            statistics.put(view, new Statistics());
        }
        return statistics;
    }
}
