package io.plumbline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void everyItem_isInExactlyOnePart() {
        Split split = Split.of(1000, 200, 80, 3);

        int[] all = Stream.of(split.holdout(), split.validation(), split.train())
                .flatMapToInt(IntStream::of)
                .toArray();
        assertThat(IntStream.of(all).sorted().toArray())
                .containsExactly(IntStream.range(0, 1000).toArray());
        assertThat(split.holdout()).hasSize(200).isSorted();
        assertThat(split.validation()).hasSize(80);
    }

    @Test
    void theHeldOutPart_doesNotDependOnTheValidationPart() {
        assertThat(Split.of(1000, 200, 80, 3).holdout())
                .isEqualTo(Split.of(1000, 200, 300, 3).holdout());
        assertThat(Split.of(1000, 200, 80, 3).holdout())
                .isNotEqualTo(Split.of(1000, 200, 80, 4).holdout());
    }

    @Test
    void tooFewItems_areRefused() {
        assertThatThrownBy(() -> Split.of(10, 8, 2, 1))
                .hasMessageContaining("10 items cannot be split into 8 held out");
    }

    @Test
    void shuffles_leaveFixedPointsAsChanceDoes() {
        // Sattolo's algorithm, which DJL's sampler runs, never leaves an item in its place; uniform leaves one on
        // average.
        long fixed = 0;
        Set<Integer> firsts = new HashSet<>();
        for (int round = 0; round < 2000; round++) {
            int[] order = Shuffle.order(4, 1, round);
            fixed += IntStream.range(0, 4).filter(i -> order[i] == i).count();
            firsts.add(order[0]);
        }
        assertThat(fixed).isBetween(1800L, 2200L);
        assertThat(firsts).hasSize(4);
    }
}
