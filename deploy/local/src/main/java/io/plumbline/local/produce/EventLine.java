package io.plumbline.local.produce;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record of a file: a line of JSON with {@code key}, optional {@code contentType} and {@code headers}, and the
 * record's value, either {@code value} (JSON; {@code null} retracts a label) or {@code base64} (bytes).
 */
public final class EventLine {
    private static final Set<String> MEMBERS = Set.of("key", "contentType", "headers", "value", "base64");

    private final String key;
    private final Map<String, String> headers;
    private final Body body;

    private EventLine(String key, Map<String, String> headers, Body body) {
        this.key = key;
        this.headers = headers;
        this.body = body;
    }

    /** The record's value, as the line gives it. */
    private sealed interface Body {
        record Tree(Map<String, Object> fields) implements Body {}

        @SuppressWarnings("ArrayRecordComponent") // Never compared.
        record Bytes(byte[] bytes) implements Body {}

        record Tombstone() implements Body {}
    }

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException if it is not such a line; the message says what was expected
     */
    public static EventLine parse(String line) {
        Map<String, Object> members = Json.read(line.getBytes(StandardCharsets.UTF_8));
        for (String name : members.keySet()) {
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException(
                        "member '" + name + "' is unknown, expected key, contentType, headers, value or base64");
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (members.containsKey("contentType")) {
            headers.put(Headers.CONTENT_TYPE, text("contentType", members.get("contentType")));
        }
        if (members.get("headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(String.valueOf(name), text("headers." + name, value)));
        } else if (members.containsKey("headers")) {
            throw wrong("headers", members.get("headers"), "an object of strings");
        }
        return new EventLine(text("key", members.get("key")), headers, body(members));
    }

    private static Body body(Map<String, Object> members) {
        if (members.containsKey("value") == members.containsKey("base64")) {
            throw new IllegalArgumentException("expected exactly one of value and base64");
        }
        if (members.containsKey("base64")) {
            return new Body.Bytes(bytes(text("base64", members.get("base64"))));
        }
        Object value = members.get("value");
        if (value == null) {
            return new Body.Tombstone();
        }
        if (value instanceof Map<?, ?> fields) {
            Map<String, Object> tree = new LinkedHashMap<>();
            fields.forEach((name, field) -> tree.put(String.valueOf(name), field));
            return new Body.Tree(tree);
        }
        throw wrong("value", value, "an object or null");
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base64 does not decode: " + e.getMessage(), e);
        }
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof String string) {
            return string;
        }
        throw wrong(name, value, "a string");
    }

    private static IllegalArgumentException wrong(String name, @Nullable Object got, String expected) {
        return new IllegalArgumentException(name + " is " + got + ", expected " + expected);
    }

    /** The record's key. */
    public String key() {
        return key;
    }

    /** The same event under another id: key, {@code ce_id} header and the body's {@code id}, where they exist. */
    public EventLine withId(String id) {
        Map<String, String> renamed = new LinkedHashMap<>(headers);
        renamed.replace(Headers.CLOUD_EVENT_ID, id);
        if (body instanceof Body.Tree tree && tree.fields().containsKey("id")) {
            Map<String, Object> fields = new LinkedHashMap<>(tree.fields());
            fields.put("id", id);
            return new EventLine(id, renamed, new Body.Tree(fields));
        }
        return new EventLine(id, renamed, body);
    }

    /** The record's value; null for a tombstone. */
    byte @Nullable [] value() {
        if (body instanceof Body.Tree tree) {
            return Json.write(tree.fields()).getBytes(StandardCharsets.UTF_8);
        }
        return body instanceof Body.Bytes bytes ? bytes.bytes().clone() : null;
    }

    /** The record's headers; a JSON value says that it is JSON. */
    List<WireHeader> headers() {
        List<WireHeader> all = new ArrayList<>();
        if (body instanceof Body.Tree && !headers.containsKey(Headers.CONTENT_TYPE)) {
            all.add(WireHeader.of(Headers.CONTENT_TYPE, WireFormat.JSON.contentType()));
        }
        headers.forEach((name, value) -> all.add(WireHeader.of(name, value)));
        return all;
    }
}
