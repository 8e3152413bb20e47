package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.plumbline.trainer.dataset.Targets;

/**
 * For each pair of rows of a query, the cross-entropy of "the better one scores higher".
 *
 * <p>{@code ln(1 + exp(-(s_better - s_worse)))}, averaged over the pairs; a batch without any gives zero.
 *
 * @param rule which rows make a pair
 */
record PairwiseLoss(Pairs.Rule rule) implements Loss {
    /**
     * RankNet: every two rows with different grades.
     *
     * <p>Source: Burges et al. (2005), "Learning to rank using gradient descent", section 3.
     */
    static PairwiseLoss rankNet() {
        return new PairwiseLoss((better, worse) -> better > worse);
    }

    /**
     * BPR: every relevant row with every other; grades among relevant rows do not count.
     *
     * <p>Source: Rendle et al. (2009), "BPR: Bayesian personalized ranking from implicit feedback", section 4, over all pairs
     * instead of a sample; its prior over the parameters is the optimizer's weight decay.
     *
     * @param relevant the least grade that is
     */
    static PairwiseLoss personalized(int relevant) {
        return new PairwiseLoss((better, worse) -> better >= relevant && worse < relevant);
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        Pairs pairs = new Pairs();
        for (Queries.Query query : new Queries(targets).each()) {
            pairs.add(query, targets.values(), rule, (better, worse) -> 1);
        }
        return pairs.logistic(raw);
    }

    @Override
    public double weight(Targets targets) {
        return Pairs.count(targets, rule);
    }
}
