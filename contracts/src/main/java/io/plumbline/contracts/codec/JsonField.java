package io.plumbline.contracts.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.contracts.event.RejectReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A value of a parsed document with its path, so that every refusal says where: {@code $.inputs[0].shape}. */
record JsonField(JsonNode node, String path) {
    Optional<JsonField> optional(String name) {
        JsonNode child = node.get(name);
        return child == null || child.isNull()
                ? Optional.empty()
                : Optional.of(new JsonField(child, path + "." + name));
    }

    JsonField required(String name) throws Refusal {
        Optional<JsonField> field = optional(name);
        if (field.isEmpty()) {
            throw new Refusal(RejectReason.MISSING_FIELD, "'" + name + "' is missing", path);
        }
        return field.get();
    }

    boolean isNull() {
        return node.isNull();
    }

    JsonField object() throws Refusal {
        if (!node.isObject()) {
            throw wrongType("an object");
        }
        return this;
    }

    Map<String, JsonField> fields() throws Refusal {
        object();
        Map<String, JsonField> fields = new LinkedHashMap<>();
        node.properties()
                .forEach(entry ->
                        fields.put(entry.getKey(), new JsonField(entry.getValue(), path + "." + entry.getKey())));
        return fields;
    }

    List<JsonField> elements() throws Refusal {
        if (!node.isArray()) {
            throw wrongType("an array");
        }
        List<JsonField> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonField(node.get(i), path + "[" + i + "]"));
        }
        return elements;
    }

    String text() throws Refusal {
        if (!node.isTextual()) {
            throw wrongType("a string");
        }
        return node.textValue();
    }

    List<String> texts() throws Refusal {
        List<String> texts = new ArrayList<>();
        for (JsonField element : elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    /** A finite number. */
    double number() throws Refusal {
        if (!node.isNumber()) {
            throw wrongType("a number");
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw new Refusal(RejectReason.NON_FINITE_INPUT, "got " + value + ", expected a finite number", path);
        }
        return value;
    }

    long integer() throws Refusal {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrongType("a 64-bit integer");
        }
        return node.longValue();
    }

    Instant instant() throws Refusal {
        String text = text();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Refusal(RejectReason.WRONG_TYPE, "got '" + shown(text) + "', expected an RFC 3339 time", path);
        }
    }

    Refusal wrongType(String expected) {
        String got = node.isObject() || node.isArray()
                ? "an " + node.getNodeType().name().toLowerCase(Locale.ROOT)
                : shown(node.toString());
        return new Refusal(RejectReason.WRONG_TYPE, "got " + got + ", expected " + expected, path);
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
