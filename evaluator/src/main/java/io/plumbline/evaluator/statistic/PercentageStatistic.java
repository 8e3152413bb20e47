package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.regression.PercentageErrors;

/** Errors in proportion to the actual number. */
public final class PercentageStatistic implements Statistic {
    private final PercentageErrors errors;

    PercentageStatistic() {
        this(new PercentageErrors());
    }

    private PercentageStatistic(PercentageErrors errors) {
        this.errors = errors;
    }

    static PercentageStatistic fromState(long[] state) {
        return new PercentageStatistic(PercentageErrors.fromState(state));
    }

    public PercentageErrors errors() {
        return errors;
    }

    @Override
    public void add(Contribution contribution) {
        if (contribution instanceof Contribution.Measured pair) {
            errors.add(pair.errors().actual(), pair.errors().predicted());
        }
    }

    @Override
    public void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Measured pair) {
            errors.remove(pair.errors().actual(), pair.errors().predicted());
        }
    }

    @Override
    public void merge(Statistic other) {
        errors.merge(((PercentageStatistic) other).errors);
    }

    @Override
    public boolean isEmpty() {
        return errors.samples() + errors.zeroActuals() == 0;
    }

    @Override
    public long[] state() {
        return errors.state();
    }
}
