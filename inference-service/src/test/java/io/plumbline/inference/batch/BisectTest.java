package io.plumbline.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.inference.batch.Isolation.Broken;
import io.plumbline.inference.batch.Isolation.Settled;
import io.plumbline.inference.batch.Isolation.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectTest {
    private static final Runnable WORKS = () -> {};

    @Test
    void batchThatWorks_isRunOnce() {
        Settled<Integer> settled = settled(items(10), failingOn(Set.of()));

        assertThat(settled.runs()).isEqualTo(1);
        assertThat(settled.verdicts()).hasSize(10);
        assertGuilty(settled, 10, Set.of());
    }

    @Test
    void oneGuiltyItem_whereverItIs_isFoundInLogarithmicRuns_andAllOthersAreAnswered() {
        for (int size = 1; size <= 64; size++) {
            int log2 = 32 - Integer.numberOfLeadingZeros(size - 1);
            for (int guilty = 0; guilty < size; guilty++) {
                Settled<Integer> settled = settled(items(size), failingOn(Set.of(guilty)));
                assertGuilty(settled, size, Set.of(guilty));
                assertThat(settled.runs())
                        .as("size %d, guilty %d", size, guilty)
                        .isLessThanOrEqualTo(2 * log2 + 3);
            }
        }
    }

    @Test
    void severalGuiltyItems_areAllFound() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(40);
            Set<Integer> guilty = new HashSet<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                guilty.add(random.nextInt(size));
            }
            assertGuilty(settled(items(size), failingOn(guilty)), size, guilty);
        }
    }

    @Test
    void neighbours_halves_andWholeBatches_thatAreGuilty_areAllFound() {
        for (int size = 1; size <= 33; size++) {
            for (int from = 0; from < size; from++) {
                for (int to = from + 1; to <= size; to++) {
                    Set<Integer> guilty = new HashSet<>(items(size).subList(from, to));
                    Settled<Integer> settled = settled(items(size), failingOn(guilty));
                    assertGuilty(settled, size, guilty);
                    assertThat(settled.runs())
                            .as("%d to %d of %d", from, to, size)
                            .isLessThan(2 * size);
                }
            }
        }
    }

    @Test
    void batchThatIsOnlyTooLarge_blamesNobody() {
        Settled<Integer> settled = settled(items(16), part -> {
            if (part.size() > 4) {
                throw new IllegalStateException("out of memory");
            }
            return part.stream().map(i -> i * 10).toList();
        });

        assertGuilty(settled, 16, Set.of());
    }

    @Test
    void brokenRunner_blamesNobody_andStopsAtTheFirstItemThatFailsAlone() {
        RuntimeException down = new IllegalStateException("device lost");
        Isolation<Integer> isolation = Bisect.run(
                items(64),
                part -> {
                    throw down;
                },
                () -> {
                    throw new IllegalStateException("probe fails too");
                });

        Broken<Integer> broken = (Broken<Integer>) isolation;
        assertThat(broken.cause()).isSameAs(down).hasSuppressedException(new IllegalStateException("probe fails too"));
        assertThat(broken.runs()).isEqualTo(7);
    }

    @Test
    void singleItem_isGuiltyOnlyIfTheProbeWorks() {
        assertGuilty(settled(items(1), failingOn(Set.of(0))), 1, Set.of(0));
        assertThat(Bisect.run(items(1), failingOn(Set.of(0)), () -> {
                    throw new IllegalStateException("down");
                }))
                .isInstanceOf(Broken.class);
    }

    @Test
    void runnerThatLosesAnAnswer_isABug_notAVerdict() {
        assertThatThrownBy(() -> Bisect.run(items(3), part -> List.of(1), WORKS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 answers for 3 items");
    }

    @Test
    void nothing_isSettled_withoutARun() {
        assertThat(settled(List.of(), failingOn(Set.of())).runs()).isZero();
    }

    private static void assertGuilty(Settled<Integer> settled, int size, Set<Integer> guilty) {
        assertThat(settled.verdicts()).hasSize(size).doesNotContainNull();
        for (int i = 0; i < size; i++) {
            Verdict<Integer> verdict = settled.verdicts().get(i);
            if (guilty.contains(i)) {
                assertThat(((Verdict.Guilty<Integer>) verdict).cause()).hasMessage("cannot do " + i);
            } else {
                assertThat(verdict).isEqualTo(new Verdict.Answered<>(i * 10));
            }
        }
    }

    private static Settled<Integer> settled(List<Integer> batch, Function<List<Integer>, List<Integer>> runner) {
        return (Settled<Integer>) Bisect.run(batch, runner, WORKS);
    }

    private static Function<List<Integer>, List<Integer>> failingOn(Set<Integer> guilty) {
        return part -> {
            for (int i : part) {
                if (guilty.contains(i)) {
                    throw new IllegalArgumentException("cannot do " + i);
                }
            }
            return part.stream().map(i -> i * 10).toList();
        };
    }

    private static List<Integer> items(int size) {
        return IntStream.range(0, size).boxed().toList();
    }
}
