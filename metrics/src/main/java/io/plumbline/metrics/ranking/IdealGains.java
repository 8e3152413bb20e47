package io.plumbline.metrics.ranking;

import java.util.Arrays;

/** What a perfect answer to a query would gain, at each cut. */
final class IdealGains {
    private final RankingRules rules;
    private final int[] cuts;
    private final double[] perfect;
    private double[] relevances = new double[128];
    private int relevant;

    IdealGains(RankingRules rules, int[] cuts) {
        this.rules = rules;
        this.cuts = cuts;
        perfect = new double[cuts.length];
    }

    void read(RankedQuery query) {
        relevant = 0;
        if (rules.ideal() == Ideal.JUDGED) {
            for (double relevance : query.relevance().values()) {
                take(relevance);
            }
        } else {
            for (int i = 0; i < query.items().size(); i++) {
                take(query.relevanceOrUnjudged(i));
            }
        }
        Arrays.sort(relevances, 0, relevant);
        double sum = 0;
        int rank = 0;
        for (int cut = 0; cut < cuts.length; cut++) {
            for (; rank < cuts[cut] && rank < relevant; rank++) {
                sum += rules.gain().of(relevances[relevant - 1 - rank]) * Discounts.at(rank + 1);
            }
            perfect[cut] = sum;
        }
    }

    /** R: how many items are relevant. */
    int relevant() {
        return relevant;
    }

    /** The ideal DCG at a cut. */
    double perfect(int cutIndex) {
        return perfect[cutIndex];
    }

    private void take(double relevance) {
        if (relevance > 0) {
            if (relevant == relevances.length) {
                relevances = Arrays.copyOf(relevances, 2 * relevant);
            }
            relevances[relevant++] = relevance;
        }
    }
}
