package io.plumbline.trainer.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed reading of the facts of a saved state. */
public final class Facts {
    private static final Set<String> NOT_FINITE = Set.of("Infinity", "-Infinity", "NaN");

    private final Map<String, Object> values;

    public Facts(Map<String, Object> values) {
        this.values = values;
    }

    public long whole(String name) {
        return number(name, values.get(name)).longValue();
    }

    public double real(String name) {
        return number(name, values.get(name)).doubleValue();
    }

    public String text(String name) {
        if (!(values.get(name) instanceof String text)) {
            throw wrong(name, values.get(name), "a text");
        }
        return text;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Numbers by name, in the order they were written. */
    public Map<String, Double> reals(String name) {
        Map<String, Double> reals = new LinkedHashMap<>();
        section(name)
                .values
                .forEach((key, value) ->
                        reals.put(key, number(name + "." + key, value).doubleValue()));
        return reals;
    }

    public Facts section(String name) {
        if (!(values.get(name) instanceof Map<?, ?> map)) {
            throw wrong(name, values.get(name), "a section");
        }
        Map<String, Object> section = new LinkedHashMap<>();
        map.forEach((key, value) -> section.put(String.valueOf(key), value));
        return new Facts(section);
    }

    /** JSON has no number for an infinity, which a loss may be, so it is stored as a text. */
    private static Number number(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        if (value instanceof String text && NOT_FINITE.contains(text)) {
            return Double.valueOf(text);
        }
        throw wrong(name, value, "a number");
    }

    private static MalformedStateException wrong(String name, @Nullable Object value, String expected) {
        return new MalformedStateException(
                "the saved state has '" + value + "' for " + name + ", expected " + expected);
    }
}
