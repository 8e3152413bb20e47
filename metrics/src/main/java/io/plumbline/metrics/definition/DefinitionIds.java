package io.plumbline.metrics.definition;

import io.plumbline.metrics.classification.ClassificationRules;
import io.plumbline.metrics.classification.ProbabilityRules;
import io.plumbline.metrics.ranking.EmptyRules;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingMetric;
import io.plumbline.metrics.ranking.RankingRules;
import io.plumbline.metrics.ranking.TieMode;
import io.plumbline.metrics.regression.PercentageRule;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A definition in a line, for each metric: {@code ndcg@10/gain=linear/ties=trec/ideal=judged/empty=zero}. Two values compare exactly
 * when their ids are equal. Ids are public: a change to one goes in the changelog.
 *
 * <p>An id names the metric, then every choice that bears on it, always in the same order. {@code empty} is a query without a relevant
 * item; what an empty answer counts as is named only when it is not 0.
 */
public final class DefinitionIds {
    private final MetricDefinitions definitions;

    public DefinitionIds(MetricDefinitions definitions) {
        this.definitions = definitions;
    }

    /** Of the metrics of single-label classes, by metric. */
    public Map<String, String> classification(int... topK) {
        ClassificationRules rules = definitions.classification();
        String zero = zeroDivision();
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("accuracy", "accuracy/average=" + lower(rules.accuracy()));
        ids.put("balanced_accuracy", "balanced_accuracy/labels=in-truth");
        for (String metric : new String[] {"precision", "recall", "f1"}) {
            for (String average : new String[] {"micro", "macro", "weighted"}) {
                String name = metric + "_" + average;
                ids.put(name, name + "/labels=" + lower(rules.labels()) + "/zero_division=" + zero);
            }
        }
        ids.put("mcc", "mcc/undefined=0");
        ids.put("kappa", "kappa/undefined=nan");
        for (int k : topK) {
            String name = "top_k_accuracy@" + k;
            ids.put(name, name + "/ties=" + lower(definitions.topKTies()));
        }
        return ids;
    }

    /** Of the metrics of records with any number of labels, by metric. */
    public Map<String, String> multiLabel() {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("subset_accuracy", "subset_accuracy");
        ids.put("hamming_loss", "hamming_loss");
        for (String metric : new String[] {"precision", "recall", "f1"}) {
            for (String average : new String[] {"micro", "macro", "weighted", "samples"}) {
                String name = metric + "_" + average;
                ids.put(name, name + "/labels=all/zero_division=" + zeroDivision());
            }
        }
        return ids;
    }

    /** Of the metrics of probabilities, by metric. */
    public Map<String, String> probability() {
        ProbabilityRules rules = definitions.probability();
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put(
                "log_loss",
                "log_loss/base=e/smallest=" + rules.smallest() + "/clip=" + (rules.clipAbove() ? "both" : "below"));
        ids.put("brier", "brier/scale=" + lower(rules.brier()));
        ids.put(
                "ece",
                "ece/norm=l1/bins=" + rules.bins() + "/edges=" + lower(rules.edges()) + "/of="
                        + lower(rules.confidence()));
        ids.put("auc", "auc/ties=half/one_class=" + lower(definitions.auc()));
        return ids;
    }

    /** Of the metrics of numbers, by metric. */
    public Map<String, String> regression() {
        PercentageRule mape = definitions.mape();
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("mae", "mae");
        ids.put("mse", "mse");
        ids.put("rmse", "rmse/pooled");
        ids.put("bias", "bias/predicted-actual");
        ids.put("r2", "r2/constant=" + lower(definitions.r2()));
        ids.put("mape", "mape/zero=" + (mape.zerosCount() ? "floor" : "skip") + "/smallest=" + mape.smallest());
        ids.put("wmape", "wmape/floor=" + definitions.relativeFloor());
        ids.put("smape", "smape/range=0-2/floor=" + definitions.relativeFloor());
        ids.put("pinball", "pinball");
        ids.put("absolute_error_quantile", "absolute_error_quantile/rank=ceil/relative_error=1-64");
        return ids;
    }

    /** Of every {@link RankingMetric} at each cut, by metric and cut, such as {@code ndcg@10}. */
    public Map<String, String> ranking(int... cuts) {
        Map<String, String> ids = new LinkedHashMap<>();
        for (int cut : cuts) {
            for (RankingMetric metric : RankingMetric.values()) {
                String name = name(metric) + "@" + (cut == RankingDefinition.WHOLE_LIST ? "all" : cut);
                ids.put(name, name + choices(metric));
            }
        }
        return ids;
    }

    /** As in {@link #ranking}, without the cut: {@code ndcg}, {@code ap}, {@code rr}, {@code hit}, and so on. */
    public static String name(RankingMetric metric) {
        return switch (metric) {
            case AVERAGE_PRECISION -> "ap";
            case RECIPROCAL_RANK -> "rr";
            default -> lower(metric);
        };
    }

    private String zeroDivision() {
        return switch (definitions.classification().zeroDivision()) {
            case ZERO -> "0";
            case ONE -> "1";
            case EXCLUDE -> "exclude";
        };
    }

    private String choices(RankingMetric metric) {
        RankingRules rules = definitions.ranking();
        String ties = "/ties=" + ties(metric == RankingMetric.NDCG ? rules.gainTies() : rules.rankTies());
        String ideal = "/ideal=" + lower(rules.ideal());
        String retrieved = rules.retrieved() == RankingRules.Retrieved.ALL ? "" : "/retrieved=positive-scores";
        String own =
                switch (metric) {
                    case NDCG -> "/gain=" + gain() + ties + ideal;
                    case AVERAGE_PRECISION -> "/denominator=" + lower(rules.ap()) + ties + ideal + retrieved;
                    case RECIPROCAL_RANK -> "/depth=" + lower(rules.reciprocalRank()) + ties + retrieved;
                    case HIT, UNJUDGED -> ties;
                    case RECALL -> ties + ideal + retrieved;
                    case PRECISION -> "/denominator=" + lower(rules.precision()) + ties + retrieved;
                };
        EmptyRules empty = definitions.empty();
        String unanswered = empty.emptyAnswer() == EmptyRules.EmptyAnswer.ZERO ? "" : "/unanswered=skip";
        return own + "/empty=" + lower(empty.noRelevant()) + unanswered;
    }

    private String gain() {
        return switch (definitions.ranking().gain()) {
            case LINEAR -> "linear";
            case EXPONENTIAL -> "exp2";
        };
    }

    private static String ties(TieMode mode) {
        return mode == TieMode.SERVED_ORDER ? "served" : lower(mode);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
