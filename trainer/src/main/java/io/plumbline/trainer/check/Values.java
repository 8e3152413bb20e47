package io.plumbline.trainer.check;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The values of an experiment in force, by dotted key; a component that is not there has none. */
record Values(Map<String, ?> resolved) {
    @Nullable
    Object get(String key) {
        Object at = resolved;
        for (String name : key.split("\\.", -1)) {
            at = at instanceof Map<?, ?> section ? section.get(name) : null;
        }
        return at;
    }

    OptionalDouble number(String key) {
        return get(key) instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /** The number, or one for which no rule fires. */
    double number(String key, double otherwise) {
        return number(key).orElse(otherwise);
    }

    /** The text; empty if there is none. */
    String text(String key) {
        Object value = get(key);
        return value == null ? "" : value.toString();
    }

    /** Whether something is chosen that can be left out: not absent, empty, {@code false} or {@code none}. */
    boolean chosen(String key) {
        Object value = get(key);
        if (value instanceof Map<?, ?> section && section.get("type") != null) {
            return !"none".equals(section.get("type"));
        }
        return value != null && !List.of("", "none", "off", "false", "[]", "{}").contains(value.toString());
    }

    /** Whether a list of components has one of this type. */
    boolean lists(String key, String type) {
        return get(key) instanceof List<?> list
                && list.stream()
                        .anyMatch(
                                entry -> type.equals(entry instanceof Map<?, ?> section ? section.get("type") : entry));
    }
}
