package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.RankCurve;
import java.util.Optional;

/** The probability of class 1 where there are two classes, by the true class; class 1 is the positive one. */
public final class CurveStatistic implements Statistic {
    private final RankCurve curve;

    CurveStatistic() {
        this(new RankCurve());
    }

    private CurveStatistic(RankCurve curve) {
        this.curve = curve;
    }

    static CurveStatistic fromState(long[] state) {
        return new CurveStatistic(RankCurve.fromState(Sparse.expand(state)));
    }

    public RankCurve curve() {
        return curve;
    }

    @Override
    public void add(Contribution contribution) {
        binary(contribution).ifPresent(scored -> curve.add(positive(contribution), scored.second()));
    }

    @Override
    public void remove(Contribution contribution) {
        binary(contribution).ifPresent(scored -> curve.remove(positive(contribution), scored.second()));
    }

    private static Optional<Contribution.Scored> binary(Contribution contribution) {
        return contribution instanceof Contribution.Classified pair
                ? pair.scored().filter(scored -> scored.classes() == 2)
                : Optional.empty();
    }

    private static boolean positive(Contribution contribution) {
        return contribution instanceof Contribution.Classified pair && pair.actual() == 1;
    }

    @Override
    public void merge(Statistic other) {
        curve.merge(((CurveStatistic) other).curve);
    }

    @Override
    public boolean isEmpty() {
        return curve.samples() == 0;
    }

    /** Most bins are empty, so they are left out: the count of all, then position and value of each other. */
    @Override
    public long[] state() {
        return Sparse.compact(curve.state());
    }
}
