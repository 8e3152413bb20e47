package io.plumbline.evaluator.tally;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.RegressionErrors;

/**
 * The sums over some joined pairs: of one task as a rule, though nothing breaks where a version's predictions differ in
 * task. The same pairs in any order, split and merged in any way, give equal states.
 *
 * <p>Threads: one at a time.
 */
public final class Statistics {
    /** How rankings are scored: ten ranks, linear gain, ties averaged, ideal over all that was judged. */
    public static final RankingDefinition RANKING = RankingDefinition.standard();

    private final ConfusionCounts confusion;
    private final RegressionErrors regression;
    private final RankingQuality ranking;

    /** Over nothing. */
    public Statistics() {
        this(new ConfusionCounts(), new RegressionErrors(), new RankingQuality(RANKING));
    }

    Statistics(ConfusionCounts confusion, RegressionErrors regression, RankingQuality ranking) {
        this.confusion = confusion;
        this.regression = regression;
        this.ranking = ranking;
    }

    public ConfusionCounts confusion() {
        return confusion;
    }

    public RegressionErrors regression() {
        return regression;
    }

    public RankingQuality ranking() {
        return ranking;
    }

    /** How many pairs these are over, ranking queries without a relevant item included. */
    public long pairs() {
        return samples() + ranking.noRelevantQueries();
    }

    /** How many pairs count in the metrics. */
    public long samples() {
        return confusion.samples() + regression.samples() + ranking.samples();
    }

    void add(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            confusion.add(pair.actual(), pair.predicted());
        } else if (contribution instanceof Contribution.Measured pair) {
            regression.add(pair.errors());
        } else if (contribution instanceof Contribution.Ranked query) {
            ranking.add(query.scores());
        }
    }

    void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            confusion.remove(pair.actual(), pair.predicted());
        } else if (contribution instanceof Contribution.Measured pair) {
            regression.remove(pair.errors());
        } else if (contribution instanceof Contribution.Ranked query) {
            ranking.remove(query.scores());
        }
    }

    /** Adds every pair of {@code other}, which stays as it is. */
    public void merge(Statistics other) {
        confusion.merge(other.confusion);
        regression.merge(other.regression);
        ranking.merge(other.ranking);
    }
}
