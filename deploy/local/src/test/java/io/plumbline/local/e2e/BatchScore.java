package io.plumbline.local.e2e;

import java.util.List;
import java.util.Map;

/** A version's quality, computed at once over all pairs of prediction and truth. */
interface BatchScore {
    static BatchScore of(TrainedModel model, List<BatchJoin.Pair> pairs) {
        return switch (model.task()) {
            case CLASSIFICATION -> ClassificationScore.of(model.classes(), pairs);
            case REGRESSION -> RegressionScore.of(pairs);
            case RANKING -> RankingScore.of(pairs);
        };
    }

    /** Pairs that count in the metric; pairs whose label does not fit the task do not. */
    long samples();

    /** The task's metric, by loops written here. */
    double value();

    /** The same metric by {@code plumbline-metrics}, fed once and never corrected. */
    double valueByLibrary();

    /**
     * Integer counts by the evaluator's raw counter and its labels; net of what was retracted the evaluator shows exactly these.
     */
    Map<Count, Long> counts();

    /** A raw counter and the labels, beside model and version, that its series is told by. */
    record Count(String counter, Map<String, String> labels) {}
}
