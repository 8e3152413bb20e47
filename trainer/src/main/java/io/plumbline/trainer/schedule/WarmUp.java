package io.plumbline.trainer.schedule;

import java.util.Map;

/**
 * A linear rise in front of another schedule.
 *
 * <p>At step {@code s} of a rise over {@code n} steps the other's rate counts {@code (s + 1) / n}; from step {@code n} on it
 * counts whole. A schedule that counts steps starts when the rise ends, and has only the steps that are left: until then it
 * stands at its beginning. One that counts epochs counts the run's, so that a milestone is the epoch that it names.
 * <p>Source: Goyal et al. (2017), section 2.2.
 *
 * @param length below 1 a fraction of the run's steps, rounded up to whole steps; else a number of steps
 * @param shifts whether the other schedule counts steps
 */
record WarmUp(Schedule then, double length, boolean shifts) implements Schedule {
    @Override
    public double rate(Moment at) {
        long rise = (long) Math.ceil(length < 1 ? length * at.steps() : length);
        double part = at.step() < rise ? (at.step() + 1) / (double) rise : 1;
        return part * then.rate(shifts ? after(rise, at) : at);
    }

    private static Moment after(long rise, Moment at) {
        return new Moment(Math.max(0, at.step() - rise), at.stepsPerEpoch(), Math.max(1, at.steps() - rise));
    }

    @Override
    public void validated(Map<String, Double> values) {
        then.validated(values);
    }

    @Override
    public Map<String, Double> state() {
        return then.state();
    }

    @Override
    public void restore(Map<String, Double> state) {
        then.restore(state);
    }
}
