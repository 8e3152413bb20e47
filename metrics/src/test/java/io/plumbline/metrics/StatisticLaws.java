package io.plumbline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What every statistic promises, whatever it counts: one state for every order, split and correction of the same records. */
public record StatisticLaws<S, R>(
        Supplier<S> none,
        BiConsumer<S, R> add,
        BiConsumer<S, R> remove,
        BiConsumer<S, S> merge,
        Function<S, long[]> state,
        Function<long[], S> fromState) {
    /** Checks them over {@code records}, of which {@code others} are added in between and taken out again. */
    public void hold(List<R> records, List<R> others) {
        S inOrder = of(records);
        long[] expected = state.apply(inOrder);

        Random random = new Random(1);
        List<R> mixed = new ArrayList<>(records);
        mixed.addAll(others);
        Collections.shuffle(mixed, random);
        S corrected = of(mixed);
        List<R> gone = new ArrayList<>(others);
        Collections.shuffle(gone, random);
        gone.forEach(record -> remove.accept(corrected, record));
        assertThat(state.apply(corrected)).as("other order, others taken out").isEqualTo(expected);

        List<S> parts = List.of(none.get(), none.get(), none.get());
        records.forEach(record -> add.accept(parts.get(random.nextInt(3)), record));
        S merged = none.get();
        parts.forEach(part -> merge.accept(merged, part));
        assertThat(state.apply(merged)).as("three parts merged").isEqualTo(expected);

        S restored = fromState.apply(expected);
        assertThat(state.apply(restored)).as("stored and read").isEqualTo(expected);
        others.forEach(record -> add.accept(restored, record));
        others.forEach(record -> remove.accept(restored, record));
        assertThat(state.apply(restored)).as("read, and corrected").isEqualTo(expected);

        records.forEach(record -> remove.accept(inOrder, record));
        assertThat(state.apply(inOrder)).as("all taken out").isEqualTo(state.apply(none.get()));
    }

    private S of(List<R> records) {
        S statistic = none.get();
        records.forEach(record -> add.accept(statistic, record));
        return statistic;
    }
}
