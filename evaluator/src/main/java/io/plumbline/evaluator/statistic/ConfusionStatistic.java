package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.ConfusionCounts;

/** True class against announced class. */
public final class ConfusionStatistic implements Statistic {
    private final ConfusionCounts counts;

    ConfusionStatistic() {
        this(new ConfusionCounts());
    }

    private ConfusionStatistic(ConfusionCounts counts) {
        this.counts = counts;
    }

    static ConfusionStatistic fromState(long[] state) {
        return new ConfusionStatistic(ConfusionCounts.fromState(state));
    }

    public ConfusionCounts counts() {
        return counts;
    }

    @Override
    public void add(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            counts.add(pair.actual(), pair.predicted());
        }
    }

    @Override
    public void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            counts.remove(pair.actual(), pair.predicted());
        }
    }

    @Override
    public void merge(Statistic other) {
        counts.merge(((ConfusionStatistic) other).counts);
    }

    @Override
    public boolean isEmpty() {
        return counts.samples() == 0;
    }

    @Override
    public long[] state() {
        return counts.state();
    }
}
