package io.plumbline.inference.deadletter;

import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record of the dead-letter topic; whoever wrote it.
 *
 * @param record as it stands there
 * @param decoded what it says, or why it is no dead letter of ours
 */
public record Letter(WireRecord record, Decoded<DeadLetter> decoded) {
    /** The reason of a record on the topic that is no dead letter of ours. */
    public static final String UNREADABLE = "unreadable";

    private static final DeadLetterCodec LETTERS = new DeadLetterCodec();
    private static final RequestCodec REQUESTS = new RequestCodec();

    static Letter of(WireRecord record) {
        return new Letter(record, LETTERS.decode(record));
    }

    public Position position() {
        return new Position(record.partition(), record.offset());
    }

    /** The original's time: when it was asked, not when it was given up. */
    public Instant time() {
        return Instant.ofEpochMilli(record.timestampMillis());
    }

    public Optional<DeadLetter> content() {
        return decoded instanceof Decoded.Accepted<DeadLetter> accepted
                ? Optional.of(accepted.value())
                : Optional.empty();
    }

    /** A {@link io.plumbline.contracts.event.RejectReason}'s label, or {@link #UNREADABLE}. */
    public String reason() {
        return content().map(letter -> letter.reason().label()).orElse(UNREADABLE);
    }

    public String error() {
        return decoded instanceof Decoded.Rejected<DeadLetter> rejected
                ? rejected.describe()
                : content().map(DeadLetter::message).orElse("");
    }

    public Optional<String> model() {
        return content().flatMap(DeadLetter::model);
    }

    /** The original record, without what made it a dead letter. */
    public Optional<WireRecord> original() {
        return content().map(DeadLetter::record);
    }

    /** Whether bytes of the original were left out because they were too many; sent again it would be another request. */
    public boolean truncated() {
        return original().flatMap(request -> request.header(Headers.TRUNCATED)).isPresent();
    }

    /** The request's id as far as the bytes tell it, by the rule of {@link Request#id()}. */
    public Optional<String> id() {
        return original().map(Letter::id);
    }

    private static String id(WireRecord request) {
        if (REQUESTS.decode(request) instanceof Decoded.Accepted<Request> accepted) {
            return accepted.value().id();
        }
        return request.header(Headers.CLOUD_EVENT_ID)
                .or(() -> idInBody(request.value()))
                .or(() -> utf8(request.key()))
                .orElse(request.source());
    }

    private static Optional<String> idInBody(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Json.read(value).get("id") instanceof String id ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<String> utf8(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
