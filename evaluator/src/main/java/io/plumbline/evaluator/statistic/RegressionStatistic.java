package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.regression.RegressionErrors;

/** Errors of predicted numbers. */
public final class RegressionStatistic implements Statistic {
    private final RegressionErrors errors;

    RegressionStatistic() {
        this(new RegressionErrors());
    }

    private RegressionStatistic(RegressionErrors errors) {
        this.errors = errors;
    }

    static RegressionStatistic fromState(long[] state) {
        return new RegressionStatistic(RegressionErrors.fromState(state));
    }

    public RegressionErrors errors() {
        return errors;
    }

    @Override
    public void add(Contribution contribution) {
        if (contribution instanceof Contribution.Measured pair) {
            errors.add(pair.errors());
        }
    }

    @Override
    public void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Measured pair) {
            errors.remove(pair.errors());
        }
    }

    @Override
    public void merge(Statistic other) {
        errors.merge(((RegressionStatistic) other).errors);
    }

    @Override
    public boolean isEmpty() {
        return errors.samples() == 0;
    }

    @Override
    public long[] state() {
        return errors.state();
    }
}
