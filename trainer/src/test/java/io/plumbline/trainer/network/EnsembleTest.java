package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    @Test
    void theAnswer_isTheWeightedMeanOfTheMembersAnswers() {
        try (TorchScope torch = new TorchScope()) {
            Network one = mlp(torch, 4, 1, new Head.Softmax());
            Network other = mlp(torch, 9, 2, new Head.Softmax(0.5));
            try (Ensemble ensemble = new Ensemble(torch.engine(), List.of(one, other), List.of(3.0, 1.0))) {
                float[] rows = NetworkTest.ramp(4 * 600);

                float[] together = ensemble.answer(rows);

                float[] ones = one.answer(rows);
                float[] others = other.answer(rows);
                assertThat(together).hasSize(3 * 600);
                for (int i = 0; i < together.length; i++) {
                    assertThat((double) together[i]).isCloseTo(0.75 * ones[i] + 0.25 * others[i], within(1e-6));
                }
                assertThat(ensemble.weights()).containsExactly(0.75, 0.25);
                assertThat(ensemble.parameters().keys())
                        .contains("m0.02Linear_weight", "m1.02Linear_weight")
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void membersOrWeightsThatDoNotFit_areRefused() {
        try (TorchScope torch = new TorchScope();
                Network one = mlp(torch, 4, 1, new Head.Softmax());
                Network ranker = mlp(torch, 4, 1, new Head.Scores())) {
            assertThatThrownBy(() -> new Ensemble(torch.engine(), List.of(one, ranker), List.of(1.0, 1.0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "ensemble member 1 answers scores of 3 from rows of (4), expected probabilities");
            assertThatThrownBy(() -> new Ensemble(torch.engine(), List.of(one, one), List.of(1.0)))
                    .hasMessageContaining("2 networks and 1 weights");
            assertThatThrownBy(() -> new Ensemble(torch.engine(), List.of(one, one), List.of(1.0, -1.0)))
                    .hasMessageContaining("[1.0, -1.0], expected finite numbers >= 0");
        }
    }

    private static Network mlp(TorchScope torch, int hidden, int seed, Head head) {
        return new Network(
                torch.engine(),
                new Mlp(List.of(hidden), "relu", false, 0),
                List.of(4L),
                3,
                InputScale.NONE,
                head,
                seed);
    }
}
