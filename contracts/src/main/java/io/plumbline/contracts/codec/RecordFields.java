package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a record says beside its value: format, id, headers that are handed on. */
final class RecordFields {
    private static final int MAX_ID_LENGTH = 1024;

    private static final char REPLACEMENT = '\uFFFD';

    private RecordFields() {}

    /** The format that the content type names; without one, JSON. */
    static WireFormat format(WireRecord record) throws Refusal {
        Optional<String> header = record.header(Headers.CONTENT_TYPE);
        if (header.isEmpty()) {
            return WireFormat.JSON;
        }
        for (WireFormat format : WireFormat.values()) {
            if (format.contentType().equals(header.get())) {
                return format;
            }
        }
        String type = header.get().split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        for (WireFormat format : WireFormat.values()) {
            if (format.contentType().equals(type)) {
                return format;
            }
        }
        throw new Refusal(
                RejectReason.UNSUPPORTED,
                "content-type is '" + (type.length() > 80 ? type.substring(0, 80) : type)
                        + "', expected application/json, application/x-protobuf or application/octet-stream",
                "");
    }

    static byte[] value(WireRecord record) throws Refusal {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new Refusal(RejectReason.EMPTY, "record has no value", "");
        }
        return value;
    }

    /** {@code ce_id}, else the body's id, else the key as UTF-8, else topic-partition-offset. */
    static String id(WireRecord record, Optional<String> inBody) throws Refusal {
        String id = record.header(Headers.CLOUD_EVENT_ID).orElse("");
        if (id.isEmpty()) {
            id = inBody.orElse("");
        }
        if (id.isEmpty()) {
            id = utf8(record.key()).orElse("");
        }
        if (id.isEmpty()) {
            id = record.source();
        }
        if (id.length() > MAX_ID_LENGTH) {
            throw new Refusal(
                    RejectReason.TOO_LARGE,
                    "id has " + id.length() + " characters, expected at most " + MAX_ID_LENGTH,
                    "");
        }
        return id;
    }

    static Optional<String> utf8(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        // Broken UTF-8 leaves replacement characters, which only a strict decoder tells from ones that were sent.
        String lenient = new String(bytes, StandardCharsets.UTF_8);
        return lenient.indexOf(REPLACEMENT) < 0 ? Optional.of(lenient) : strictUtf8(bytes);
    }

    private static Optional<String> strictUtf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            // A binary key is a key like any other; it only cannot be an id.
            return Optional.empty();
        }
    }

    /**
     * The headers that a prediction carries on from its request. The trace's pass through as they are: a new parent id would
     * name a span that nobody records. Source: W3C Trace Context, "Mutating the traceparent field", which lets only those
     * who take part in a trace change it, and only both headers together.
     */
    static List<WireHeader> forwarded(List<WireHeader> headers) {
        return headers.stream().filter(RecordFields::isForwarded).toList();
    }

    static boolean isForwarded(WireHeader header) {
        return header.name().startsWith(Headers.CLOUD_EVENT_PREFIX)
                || header.name().equals(Headers.TRACE_PARENT)
                || header.name().equals(Headers.TRACE_STATE);
    }
}
