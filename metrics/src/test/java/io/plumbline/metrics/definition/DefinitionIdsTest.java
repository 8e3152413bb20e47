package io.plumbline.metrics.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.metrics.ranking.EmptyRules;
import io.plumbline.metrics.ranking.Gain;
import io.plumbline.metrics.ranking.RankingDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DefinitionIdsTest {
    @Test
    void rankings() {
        assertThat(ids(Profile.TREC_EVAL).ranking(10))
                .containsEntry("ndcg@10", "ndcg@10/gain=linear/ties=trec/ideal=judged/empty=zero")
                .containsEntry("ap@10", "ap@10/denominator=r/ties=trec/ideal=judged/empty=zero")
                .containsEntry("rr@10", "rr@10/depth=whole-list/ties=trec/empty=zero");
        assertThat(ids(Profile.TORCHMETRICS).ranking(3))
                .containsEntry("ndcg@3", "ndcg@3/gain=linear/ties=expected/ideal=candidates/empty=zero")
                .containsEntry(
                        "ap@3",
                        "ap@3/denominator=hits/ties=served/ideal=candidates/retrieved=positive-scores/empty=zero");
        assertThat(ids(Profile.PLUMBLINE).ranking(RankingDefinition.WHOLE_LIST))
                .containsEntry("hit@all", "hit@all/ties=expected/empty=skip")
                .containsEntry("unjudged@all", "unjudged@all/ties=expected/empty=skip");
        MetricDefinitions plumbline = Profile.PLUMBLINE.definitions();
        EmptyRules skipping = new EmptyRules(EmptyRules.NoRelevant.ONE, EmptyRules.EmptyAnswer.SKIP);
        assertThat(new DefinitionIds(plumbline.withRanking(plumbline.ranking().withGain(Gain.EXPONENTIAL), skipping))
                        .ranking(5))
                .containsEntry("ndcg@5", "ndcg@5/gain=exp2/ties=expected/ideal=judged/empty=one/unanswered=skip");
    }

    @Test
    void classesAndProbabilitiesAndNumbers() {
        assertThat(ids(Profile.TORCHMETRICS).classification(5))
                .containsEntry("accuracy", "accuracy/average=macro")
                .containsEntry("f1_macro", "f1_macro/labels=observed/zero_division=0")
                .containsEntry("top_k_accuracy@5", "top_k_accuracy@5/ties=lowest-index");
        assertThat(ids(Profile.SKLEARN).probability())
                .containsEntry("log_loss", "log_loss/base=e/smallest=2.220446049250313E-16/clip=both")
                .containsEntry("brier", "brier/scale=auto")
                .containsEntry("auc", "auc/ties=half/one_class=undefined");
        assertThat(ids(Profile.TORCHMETRICS).probability())
                .containsEntry("ece", "ece/norm=l1/bins=15/edges=closed-below-one-apart/of=positive-class");
        assertThat(ids(Profile.SKLEARN).regression())
                .containsEntry("r2", "r2/constant=force-finite")
                .containsEntry("mape", "mape/zero=floor/smallest=2.220446049250313E-16");
        assertThat(ids(Profile.PLUMBLINE).regression())
                .containsEntry("mape", "mape/zero=skip/smallest=2.220446049250313E-16");
    }

    @ParameterizedTest
    @EnumSource
    void anId_beginsWithItsMetric_andNamesItAlone(Profile profile) {
        assertThat(Profile.of(profile.key())).isEqualTo(profile);
        DefinitionIds ids = ids(profile);
        for (Map<String, String> of : List.of(
                ids.classification(1, 5), ids.multiLabel(), ids.probability(), ids.regression(), ids.ranking(1, 10))) {
            assertThat(of)
                    .allSatisfy((metric, id) -> assertThat(id.split("/")[0]).isEqualTo(metric));
            assertThat(new HashSet<>(of.values())).hasSameSizeAs(of.values());
        }
    }

    @Test
    void anUnknownProfile_isRefused() {
        assertThatThrownBy(() -> Profile.of("scikit"))
                .hasMessage("profile is 'scikit', expected one of [plumbline, sklearn, torchmetrics, trec_eval]");
    }

    private static DefinitionIds ids(Profile profile) {
        return new DefinitionIds(profile.definitions());
    }
}
