package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowCodecTest {
    private static final Outcome.OfClass CLASSES =
            new Outcome.OfClass(2, 0.1f, 0.1f, 0.5f, 0.1, 0.05f, 0.05f, 0.05f, 0.05f, 0f, 0f);
    private static final RowCodec CODEC = new RowCodec(new VersionIds());

    @Test
    void everyKindOfRow_comesBackEqual() {
        for (Truth truth : List.of(
                new Truth.ClassName("Stiefel ü"),
                new Truth.Value(-0.1),
                new Truth.Relevance(Map.of("a", 2.0, "b", 0.0)),
                new Truth.Retracted())) {
            JoinRow row = row(truth);
            assertThat(CODEC.decode(CODEC.encode(row))).isEqualTo(row);
        }
        assertThat(CODEC.decode(CODEC.encode(JoinRow.EMPTY))).isEqualTo(JoinRow.EMPTY);
    }

    @Test
    void aPrefix_isRefused_atEveryLength() {
        byte[] bytes = CODEC.encode(row(new Truth.ClassName("Boot")));
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> CODEC.decode(prefix))
                    .as("length %d", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CODEC.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 bytes follow the end");
    }

    @Test
    void aNewerFormat_isRefused() {
        byte[] bytes = CODEC.encode(JoinRow.EMPTY);
        bytes[0] = 6;
        assertThatThrownBy(() -> CODEC.decode(bytes)).hasMessageContaining("is 3, expected 2 to 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void brokenBytes_endAsARowOrARefusal(long seed) {
        Random random = new Random(seed);
        byte[] bytes = CODEC.encode(row(new Truth.Relevance(Map.of("a", 1.0))));
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = bytes.clone();
            for (int flips = 0; flips < 3; flips++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(CODEC.decode(broken)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static JoinRow row(Truth truth) {
        TreeMap<VersionKey, HeldPrediction> predictions = new TreeMap<>();
        List<Outcome> outcomes = List.of(
                CLASSES, new Outcome.OfValue(1e-300), new Outcome.OfRanking(List.of("x", "y"), new double[] {0.5, -1}));
        List<Verdict> verdicts = List.of(
                new Verdict.Unlabelled(),
                new Verdict.AwaitingNames(),
                new Verdict.Invalid(),
                new Verdict.Counted(CLASSES.against(3)),
                new Verdict.Counted(
                        new Contribution.Measured(new RegressionErrors.Contribution(0.1, 0.30000000000000004))),
                new Verdict.Counted(new Contribution.Ranked(new QueryScores(true, 1, 2, 3, 1L << 32, 5))));
        for (int i = 0; i < verdicts.size(); i++) {
            predictions.put(
                    new VersionKey("model", "v" + i),
                    new HeldPrediction(
                            Long.MIN_VALUE + i,
                            outcomes.get(i % 3),
                            Role.SHADOW,
                            1_760_000_000_000L,
                            i % 2 == 0,
                            i % 2 == 1,
                            PairRole.values()[i % 3],
                            verdicts.get(i)));
        }
        return new JoinRow(
                predictions,
                Optional.of(new HeldLabel(truth, new LabelOrder(-3, Long.MAX_VALUE, 12), -7)),
                Long.MAX_VALUE);
    }
}
