package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.statistic.StatisticKind;
import io.plumbline.evaluator.statistic.Statistics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statistics in the JSON of the evaluations topic: the exact states as lists of 64-bit integers. */
final class StatesJson {
    private StatesJson() {}

    static Map<String, Object> write(Statistics statistics) {
        Map<String, Object> states = new LinkedHashMap<>();
        statistics.states().forEach((kind, state) -> states.put(kind.label(), list(state)));
        return states;
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written this */
    static Statistics read(Map<?, ?> body) {
        Map<StatisticKind, long[]> states = new EnumMap<>(StatisticKind.class);
        for (StatisticKind kind : StatisticKind.values()) {
            if (body.get(kind.label()) instanceof List<?> values) {
                states.put(kind, longs(kind.label(), values));
            }
        }
        return Statistics.of(states);
    }

    /** The state under this name; none is empty. */
    static long[] longs(Map<?, ?> body, String name) {
        return body.get(name) instanceof List<?> values ? longs(name, values) : new long[0];
    }

    static List<Long> list(long[] values) {
        List<Long> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }

    static long[] longs(String name, List<?> values) {
        return values.stream()
                .mapToLong(value -> {
                    if (value instanceof Integer || value instanceof Long) {
                        return ((Number) value).longValue();
                    }
                    throw new IllegalArgumentException(name + " holds " + value + ", expected 64-bit integers");
                })
                .toArray();
    }

    static String text(Map<?, ?> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is " + body.get(name) + ", expected a string");
    }

    static long integer(Map<?, ?> body, String name) {
        Object value = body.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw new IllegalArgumentException(name + " is " + value + ", expected an integer");
    }

    static Map<?, ?> object(Map<?, ?> body, String name) {
        if (body.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalArgumentException(name + " is " + body.get(name) + ", expected an object");
    }
}
