package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutcomeReaderTest {
    private static final double[] P = {0.625, 0.375};

    private final OutcomeReader reader = new OutcomeReader();

    @Test
    void theClassThatWasAnnounced_isJudged_elseThatOfTheLargestProbability() {
        assertThat(reader.read(prediction(OptionalInt.empty()))).isEqualTo(new Accepted<>(new Outcome.OfClass(0, P)));
        assertThat(reader.read(prediction(OptionalInt.of(1)))).isEqualTo(new Accepted<>(new Outcome.OfClass(1, P)));
    }

    @Test
    void predictionsThatAnnounceDifferently_areNotTheSame() {
        assertThat(Fingerprint.of(prediction(OptionalInt.of(1))))
                .isEqualTo(Fingerprint.of(prediction(OptionalInt.of(1))))
                .isNotEqualTo(Fingerprint.of(prediction(OptionalInt.of(0))))
                .isNotEqualTo(Fingerprint.of(prediction(OptionalInt.empty())));
    }

    @Test
    void aClassThatHasNoProbability_isRefused() {
        Decoded<Outcome> read = reader.read(prediction(OptionalInt.of(2)));

        assertThat(read).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                .contains("class_index is 2 of 2 probabilities"));
    }

    private static Prediction prediction(OptionalInt announced) {
        return new Prediction(
                "r1",
                "fraud",
                "v1",
                "",
                Role.CHAMPION,
                Optional.of("fraud"),
                announced,
                List.of(),
                List.of(Tensor.floats("probabilities", new long[] {1, 2}, 0.625f, 0.375f)),
                "",
                WireFormat.JSON,
                List.of(),
                0);
    }
}
