package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.control.ServedFrom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingMarksTest {
    private final ServingMarks marks = new ServingMarks();

    private static Roster roster(long generation) {
        return new Roster("m", generation, new NamedVersion("m", "v" + generation), Optional.empty(), 0, List.of());
    }

    @Test
    void lowestOffsetOfEachPartition_marksWhereAGenerationBegan() {
        marks.of(roster(1)).note(2, 50);
        marks.of(roster(1)).note(2, 51);
        marks.of(roster(1)).note(0, 7);
        marks.of(roster(2)).note(2, 60);

        assertThat(marks.served("m"))
                .containsExactly(
                        new ServedFrom(2, List.of("v2"), Map.of(2, 60L)),
                        new ServedFrom(1, List.of("v1"), Map.of(0, 7L, 2, 50L)));
        assertThat(marks.served("other")).isEmpty();
    }

    @Test
    void rewind_movesTheMarkBack() {
        marks.of(roster(2)).note(0, 60);
        long before = marks.changes();

        marks.of(roster(2)).note(0, 40);

        assertThat(marks.served("m").get(0).offsets()).containsEntry(0, 40L);
        assertThat(marks.changes()).isGreaterThan(before);
    }

    @Test
    void onlyTheLastGenerationsAreKept_andAWithdrawnModelHasNone() {
        for (long generation = 1; generation <= 10; generation++) {
            marks.of(roster(generation)).note(0, generation);
        }
        assertThat(marks.served("m")).extracting(ServedFrom::generation).containsExactly(10L, 9L, 8L, 7L);

        marks.forget("m");

        assertThat(marks.served("m")).isEmpty();
    }
}
