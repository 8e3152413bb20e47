package io.plumbline.trainer.state;

import java.util.LinkedHashMap;
import java.util.Map;

/** Typed reading of the facts of a saved state. */
public final class Facts {
    private final Map<String, Object> values;

    public Facts(Map<String, Object> values) {
        this.values = values;
    }

    public long whole(String name) {
        return number(name).longValue();
    }

    public double real(String name) {
        return number(name).doubleValue();
    }

    public String text(String name) {
        if (!(values.get(name) instanceof String text)) {
            throw wrong(name, "a text");
        }
        return text;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Numbers by name, in the order they were written. */
    public Map<String, Double> reals(String name) {
        Map<String, Double> reals = new LinkedHashMap<>();
        section(name).values.forEach((key, value) -> {
            if (!(value instanceof Number number)) {
                throw wrong(name + "." + key, "a number");
            }
            reals.put(key, number.doubleValue());
        });
        return reals;
    }

    public Facts section(String name) {
        if (!(values.get(name) instanceof Map<?, ?> map)) {
            throw wrong(name, "a section");
        }
        Map<String, Object> section = new LinkedHashMap<>();
        map.forEach((key, value) -> section.put(String.valueOf(key), value));
        return new Facts(section);
    }

    private Number number(String name) {
        if (!(values.get(name) instanceof Number number)) {
            throw wrong(name, "a number");
        }
        return number;
    }

    private MalformedStateException wrong(String name, String expected) {
        return new MalformedStateException(
                "the saved state has '" + values.get(name) + "' for " + name + ", expected " + expected);
    }
}
