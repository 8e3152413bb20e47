package io.plumbline.evaluator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.PairEvaluation;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DurableCountersTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");

    private final CommittedTallies tallies = new CommittedTallies();

    @Test
    void correctedPair_isInTheCounter_andInItsTwin() throws IOException {
        Tally tally = named("Bag", "Boot");
        tally.apply(new TallyUpdate.Count(V1, Counter.PREDICTIONS));
        tally.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, 0, new Contribution.Classified(0, 1, Optional.empty())));
        tally.apply(
                new TallyUpdate.Remove(V1, View.PROVISIONAL, 0, new Contribution.Classified(0, 1, Optional.empty())));
        tally.apply(new TallyUpdate.Add(V1, View.PROVISIONAL, 0, new Contribution.Classified(1, 1, Optional.empty())));
        tallies.put(new Evaluation(V1, 4, tally));

        String page = page(Set.of(4));

        String labels = "model=\"fashion\",model_version=\"v1\",partition=\"4\",";
        assertThat(page)
                .contains("evaluator_confusion_total{" + labels + "actual=\"Bag\",predicted=\"Boot\",} 1.0\n")
                .contains("evaluator_confusion_retracted_total{" + labels + "actual=\"Bag\",predicted=\"Boot\",} 1.0\n")
                .contains("evaluator_confusion_total{" + labels + "actual=\"Boot\",predicted=\"Boot\",} 1.0\n")
                .contains("evaluator_outcomes_total{" + labels + "class=\"Bag\",outcome=\"tp\",} 0.0\n")
                .contains("evaluator_outcomes_total{" + labels + "class=\"Boot\",outcome=\"fp\",} 1.0\n")
                .contains("evaluator_outcomes_retracted_total{" + labels + "class=\"Boot\",outcome=\"fp\",} 1.0\n")
                .contains("evaluator_samples_total{" + labels + "view=\"provisional\",} 2.0\n")
                .contains("evaluator_metric{model=\"fashion\",model_version=\"v1\",metric=\"accuracy\","
                        + "window=\"cumulative\",view=\"provisional\",} 1.0\n")
                .contains("evaluator_metric_samples{model=\"fashion\",model_version=\"v1\",window=\"cumulative\","
                        + "view=\"provisional\",} 1.0\n")
                .doesNotContain("_created");
    }

    @Test
    void pairs_addUpOverPartitions_andHaveOneIntervalOverAll() throws IOException {
        PairKey pair = new PairKey("fashion", "v1", "v2", PairMetric.ACCURACY);
        for (int partition = 0; partition < 2; partition++) {
            PairTally tally = new PairTally();
            for (int i = 0; i < 30; i++) {
                tally.add(0, 1, i);
            }
            tally.correct();
            tallies.put(new PairEvaluation(pair, partition, Optional.of(tally)));
        }

        String page = page(Set.of(1));

        String labels = "model=\"fashion\",baseline=\"v1\",challenger=\"v2\",metric=\"accuracy\",";
        assertThat(page)
                .contains("evaluator_pair_samples_total{" + labels + "partition=\"1\",} 30.0\n")
                .contains("evaluator_pair_corrections_total{" + labels + "partition=\"1\",} 1.0\n")
                .contains("evaluator_pair_difference_sum{" + labels + "partition=\"1\",} 30.0\n")
                .containsPattern(
                        "evaluator_pair_log_e_value\\{" + labels + "partition=\"1\",side=\"greater\",\\} 10\\.")
                .containsPattern("evaluator_pair_log_e_value\\{" + labels + "partition=\"1\",side=\"less\",\\} -")
                .containsPattern("evaluator_pair_difference_lower\\{" + labels + "\\} 0\\.")
                .containsPattern("evaluator_pair_difference_upper\\{" + labels + "\\} 1\\.0")
                .doesNotContain("evaluator_pair_samples_total{" + labels + "partition=\"0\"");
    }

    @Test
    void partitionsOfOthers_areInTheReadyValuesAlone() throws IOException {
        for (int partition = 0; partition < 2; partition++) {
            Tally tally = named("Bag", "Boot");
            tally.apply(new TallyUpdate.Add(
                    V1, View.PROVISIONAL, 0, new Contribution.Classified(0, partition, Optional.empty())));
            tallies.put(new Evaluation(V1, partition, tally));
        }

        String page = page(Set.of(1));

        assertThat(page)
                .contains("partition=\"1\"")
                .doesNotContain("partition=\"0\"")
                .contains("metric=\"accuracy\",window=\"cumulative\",view=\"provisional\",} 0.5\n");
    }

    @Test
    void manyClasses_shareOneSeriesBeyondTheLimit_andHaveNoConfusion() throws IOException {
        Tally tally = named(IntStream.range(0, 150).mapToObj(i -> "c" + i).toArray(String[]::new));
        tally.apply(
                new TallyUpdate.Add(V1, View.PROVISIONAL, 0, new Contribution.Classified(120, 130, Optional.empty())));
        tally.apply(
                new TallyUpdate.Add(V1, View.PROVISIONAL, 0, new Contribution.Classified(5, 140, Optional.empty())));
        tallies.put(new Evaluation(V1, 0, tally));

        String page = page(Set.of(0));

        assertThat(page)
                .contains("class=\"__other__\",outcome=\"fn\",} 1.0\n")
                .contains("class=\"__other__\",outcome=\"fp\",} 2.0\n")
                .contains("class=\"c5\",outcome=\"fn\",} 1.0\n")
                .doesNotContain("class=\"c100\"")
                .doesNotContain("evaluator_confusion_total{");
    }

    private static Tally named(String... classes) {
        Tally tally = new Tally();
        tally.name(List.of(classes));
        return tally;
    }

    private String page(Set<Integer> own) throws IOException {
        MetricsPage page = new MetricsPage(EvaluatorRegistry.of(
                () -> Optional.of(tallies), () -> own, Samples.WINDOWS, Clock.systemUTC(), Samples.NO_DRIFT));
        StringWriter out = new StringWriter();
        page.write(out, page.contentType(""));
        return out.toString();
    }
}
