package io.plumbline.evaluator.statistic;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.util.EnumMap;
import java.util.Map;

/** Statistics as bytes in the state stores. */
public final class StatisticsCodec {
    private StatisticsCodec() {}

    public static void write(StoredBytes out, Statistics statistics) {
        Map<StatisticKind, long[]> states = statistics.states();
        out.number(states.size());
        states.forEach((kind, state) -> out.number(kind.ordinal()).numbers(state));
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written what comes */
    public static Statistics read(StoredReader in) {
        Map<StatisticKind, long[]> states = new EnumMap<>(StatisticKind.class);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            states.put(StatisticKind.at(in.number(0, StatisticKind.count() - 1)), in.numbers());
        }
        return Statistics.of(states);
    }
}
