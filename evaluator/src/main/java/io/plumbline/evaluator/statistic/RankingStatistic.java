package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingQuality;

/** Scores of ranked queries. */
public final class RankingStatistic implements Statistic {
    /** How rankings are scored: ten ranks, linear gain, ties averaged, ideal over all that was judged. */
    public static final RankingDefinition DEFINITION = RankingDefinition.standard();

    private final RankingQuality quality;

    RankingStatistic() {
        this(new RankingQuality(DEFINITION));
    }

    private RankingStatistic(RankingQuality quality) {
        this.quality = quality;
    }

    static RankingStatistic fromState(long[] state) {
        return new RankingStatistic(RankingQuality.fromState(DEFINITION, state));
    }

    public RankingQuality quality() {
        return quality;
    }

    @Override
    public void add(Contribution contribution) {
        if (contribution instanceof Contribution.Ranked query) {
            quality.add(query.scores());
        }
    }

    @Override
    public void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Ranked query) {
            quality.remove(query.scores());
        }
    }

    @Override
    public void merge(Statistic other) {
        quality.merge(((RankingStatistic) other).quality);
    }

    @Override
    public boolean isEmpty() {
        return quality.samples() + quality.noRelevantQueries() == 0;
    }

    @Override
    public long[] state() {
        return quality.state();
    }
}
