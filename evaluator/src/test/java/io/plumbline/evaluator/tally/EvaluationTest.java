package io.plumbline.evaluator.tally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.MetricValues;
import io.plumbline.evaluator.statistic.Scoring;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
    private static final VersionKey VERSION = new VersionKey("fashion", "20261123-101500-0badcafe");

    @Test
    void json_comesBackAsTheSameTally() {
        Evaluation read = evaluation(new Evaluation(VERSION, 3, tally(500, 42)).value());

        assertThat(read.version()).isEqualTo(VERSION);
        assertThat(read.partition()).isEqualTo(3);
        assertThat(TallyCodec.encode(read.tally())).isEqualTo(TallyCodec.encode(tally(500, 42)));
        assertThat(new String(read.key(), StandardCharsets.UTF_8))
                .isEqualTo("fashion/20261123-101500-0badcafe/cumulative");
    }

    @Test
    void merging_doesNotDependOnTheOrder() {
        Tally merged = new Tally();
        merged.merge(tally(200, 1));
        merged.merge(tally(300, 2));
        Tally other = new Tally();
        other.merge(tally(300, 2));
        other.merge(tally(200, 1));

        assertThat(TallyCodec.encode(merged)).isEqualTo(TallyCodec.encode(other));
        assertThat(merged.net(View.PROVISIONAL).samples())
                .isEqualTo(tally(200, 1).net(View.PROVISIONAL).samples()
                        + tally(300, 2).net(View.PROVISIONAL).samples());
        assertThat(merged.count(Counter.PREDICTIONS)).isEqualTo(500);
    }

    @Test
    void tallyOfNothing_hasNoMetrics() {
        Tally read = evaluation(new Evaluation(VERSION, 0, new Tally()).value()).tally();
        assertThat(MetricValues.of(read.net(View.PROVISIONAL))).isEmpty();
        assertThat(read.joined()).isZero();
    }

    @Test
    void brokenJson_isRefused() {
        String good = new String(new Evaluation(VERSION, 0, tally(5, 42)).value(), StandardCharsets.UTF_8);
        for (String broken : List.of(
                "",
                "[]",
                "{}",
                "{\"model\":1}",
                good.replace("\"partition\":0", "\"partition\":\"x\""),
                good.replace("\"confusion\":[", "\"confusion\":[0.5,"))) {
            assertThatThrownBy(() -> Published.read(broken.getBytes(StandardCharsets.UTF_8)))
                    .as(broken)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void storedTally_cutShort_isRefused() {
        byte[] bytes = TallyCodec.encode(tally(20, 42));
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TallyCodec.decode(prefix))
                    .as("length %d", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Tally tally(int pairs, long seed) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        tally.name(List.of("Bag", "Boot"));
        for (int i = 0; i < pairs; i++) {
            Contribution contribution =
                    switch (i % 3) {
                        case 0 -> scored(random);
                        case 1 ->
                            new Contribution.Measured(new RegressionErrors.Contribution(
                                    random.nextGaussian() * 1e9, random.nextGaussian() * 1e-9));
                        default ->
                            new Contribution.Ranked(
                                    new QueryScores(true, random.nextInt(1 << 30), 0, 1L << 32, 1L << 32, 7));
                    };
            tally.apply(new TallyUpdate.Add(VERSION, View.PROVISIONAL, i * 60_000L, contribution));
            tally.apply(new TallyUpdate.Count(VERSION, Counter.PREDICTIONS));
            if (random.nextInt(4) == 0) {
                tally.apply(new TallyUpdate.Remove(VERSION, View.PROVISIONAL, i * 60_000L, contribution));
            }
        }
        return tally;
    }

    private static Contribution scored(Random random) {
        double p = random.nextDouble();
        return Scoring.classified(random.nextInt(2), random.nextInt(2), new double[] {p, 1 - p});
    }

    private static Evaluation evaluation(byte[] value) {
        return (Evaluation) Published.read(value);
    }
}
