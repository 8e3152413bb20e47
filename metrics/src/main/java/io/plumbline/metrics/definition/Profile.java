package io.plumbline.metrics.definition;

import io.plumbline.metrics.classification.ClassificationRules;
import io.plumbline.metrics.classification.ProbabilityRules;
import io.plumbline.metrics.definition.MetricDefinitions.OneClassAuc;
import io.plumbline.metrics.ranking.EmptyRules;
import io.plumbline.metrics.ranking.Ideal;
import io.plumbline.metrics.ranking.RankingRules;
import io.plumbline.metrics.ranking.TieMode;
import io.plumbline.metrics.regression.PercentageRule;
import io.plumbline.metrics.regression.R2Rule;
import io.plumbline.metrics.topk.TopKTies;
import java.util.Arrays;
import java.util.Locale;

/**
 * The definitions that a tool's defaults amount to. Where a tool has no such metric, a profile has {@link #PLUMBLINE}'s.
 *
 * <p>Source: each value is held against numbers that the tool itself gave, {@code src/test/resources/golden}, which name version and
 * command.
 */
public enum Profile {
    /** Our own: nothing undefined counts as 0 or 1 where it can be left out, and the order of tied items decides nothing. */
    PLUMBLINE {
        @Override
        public MetricDefinitions definitions() {
            return new MetricDefinitions(
                    ClassificationRules.standard(),
                    TopKTies.FRACTIONAL,
                    ProbabilityRules.standard(),
                    OneClassAuc.UNDEFINED,
                    PercentageRule.standard(),
                    0,
                    R2Rule.UNDEFINED,
                    RankingRules.standard(),
                    EmptyRules.standard());
        }
    },
    /** scikit-learn 1.9, probabilities and scores as float64. */
    SKLEARN {
        @Override
        public MetricDefinitions definitions() {
            return new MetricDefinitions(
                    ClassificationRules.standard(),
                    TopKTies.HIGHEST_INDEX,
                    ProbabilityRules.standard().withClip(FLOAT64_EPSILON, true),
                    OneClassAuc.UNDEFINED,
                    PercentageRule.floor(FLOAT64_EPSILON),
                    0,
                    R2Rule.FORCE_FINITE,
                    RankingRules.standard().withIdeal(Ideal.CANDIDATES),
                    COUNTS_ZERO);
        }
    },
    /**
     * TorchMetrics 1.9. It computes in float32, so scores that differ only as float64 tie there. Among equal scores it takes what
     * {@code torch.topk} happens to give, except for NDCG; here that is the order as served, and the lower class index.
     */
    TORCHMETRICS {
        @Override
        public MetricDefinitions definitions() {
            return new MetricDefinitions(
                    ClassificationRules.standard().withAccuracy(ClassificationRules.Accuracy.MACRO),
                    TopKTies.LOWEST_INDEX,
                    ProbabilityRules.standard()
                            .withEdges(ProbabilityRules.Edges.CLOSED_BELOW_ONE_APART)
                            .withConfidence(ProbabilityRules.Confidence.POSITIVE_CLASS),
                    OneClassAuc.ZERO,
                    PercentageRule.floor(TORCH_FLOOR),
                    TORCH_FLOOR,
                    R2Rule.CLOSE_TO_ZERO,
                    RankingRules.standard()
                            .withTies(TieMode.EXPECTED, TieMode.SERVED_ORDER)
                            .withIdeal(Ideal.CANDIDATES)
                            .withAp(RankingRules.ApDenominator.HITS)
                            .withRetrieved(RankingRules.Retrieved.POSITIVE_SCORES),
                    COUNTS_ZERO);
        }
    },
    /** trec_eval 9 and 10 with {@code -c}: every judged query counts, also one without an answer. Rankings only. */
    TREC_EVAL {
        @Override
        public MetricDefinitions definitions() {
            return PLUMBLINE
                    .definitions()
                    .withRanking(
                            RankingRules.standard()
                                    .withTies(TieMode.TREC)
                                    .withReciprocalRank(RankingRules.RrDepth.WHOLE_LIST),
                            COUNTS_ZERO);
        }
    };

    private static final double FLOAT64_EPSILON = 0x1p-52;
    /** The constant of its MAPE, sMAPE and wMAPE. */
    private static final double TORCH_FLOOR = 1.17e-6;

    private static final EmptyRules COUNTS_ZERO =
            new EmptyRules(EmptyRules.NoRelevant.ZERO, EmptyRules.EmptyAnswer.ZERO);

    public abstract MetricDefinitions definitions();

    /** As configured: {@code plumbline}, {@code sklearn}, {@code torchmetrics} or {@code trec_eval}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no profile has this key */
    public static Profile of(String key) {
        return Arrays.stream(values())
                .filter(profile -> profile.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("profile is '" + key + "', expected one of "
                        + Arrays.stream(values()).map(Profile::key).toList()));
    }
}
