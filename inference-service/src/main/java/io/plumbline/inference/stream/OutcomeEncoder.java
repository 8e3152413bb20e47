package io.plumbline.inference.stream;

import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns how a request ended into the records to write, none larger than the producer sends.
 *
 * <p>A prediction that is too large becomes a dead letter. A dead letter that is too large loses the end of its value,
 * then its headers, then its key, and says in {@code plumbline-truncated} how many bytes the value had.
 */
final class OutcomeEncoder {
    static final String TRUNCATED = Headers.TRUNCATED;

    private final Topics topics;
    private final int maxBytes;
    private final DeadLetterCodec letters = new DeadLetterCodec();

    OutcomeEncoder(Topics topics, int maxBytes) {
        this.topics = topics;
        this.maxBytes = maxBytes;
    }

    /** A record to write, and for whom. */
    record Output(Pending pending, String topic, WireMessage message) {}

    /** Adds the records of one outcome; ends the pending anew if its prediction turns out too large. */
    void encode(Pending pending, List<Output> outputs) {
        int limit = Math.min(maxBytes, pending.limitBytes());
        Outcome outcome = pending.outcome();
        if (outcome instanceof Outcome.Answered answered) {
            long bytes = Wire.bytes(answered.message());
            if (bytes <= limit) {
                outputs.add(new Output(pending, topics.predictions(), answered.message()));
                return;
            }
            outcome = new Outcome.Dead(tooLarge(pending.record(), answered.prediction(), bytes, limit));
            pending.end(outcome);
        }
        DeadLetter letter = ((Outcome.Dead) outcome).letter();
        outputs.add(new Output(pending, topics.deadLetters(), fit(letter, limit)));
    }

    /** Adds a shadow's prediction; false if it is too large and is left out. */
    boolean encodeShadow(Pending pending, WireMessage shadow, List<Output> outputs) {
        boolean fits = Wire.bytes(shadow) <= Math.min(maxBytes, pending.limitBytes());
        if (fits) {
            outputs.add(new Output(pending, topics.predictions(), shadow));
        }
        return fits;
    }

    private static DeadLetter tooLarge(WireRecord record, Prediction prediction, long bytes, int limit) {
        return new DeadLetter(
                record,
                RejectReason.TOO_LARGE,
                "prediction takes " + bytes + " bytes, the producer sends at most " + limit + " (" + record.where()
                        + ")",
                Optional.of(prediction.model()),
                Optional.of(prediction.version()));
    }

    private WireMessage fit(DeadLetter letter, int limit) {
        WireMessage whole = letters.encode(letter);
        if (Wire.bytes(whole) <= limit) {
            return whole;
        }
        WireRecord record = letter.record();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        List<WireHeader> kept = new ArrayList<>(record.headers());
        kept.add(WireHeader.of(TRUNCATED, Integer.toString(value.length)));
        List<WireHeader> bare = record.headers().stream()
                .filter(header -> header.name().equals(Headers.CONTENT_TYPE) && isShort(header))
                .toList();
        List<WireHeader> few = new ArrayList<>(bare);
        few.add(WireHeader.of(TRUNCATED, Integer.toString(value.length)));
        for (WireRecord shell : List.of(
                shell(record, record.key(), kept), shell(record, record.key(), few), shell(record, null, few))) {
            WireMessage message = letters.encode(with(letter, shell));
            long room = limit - Wire.bytes(message);
            if (room >= 0) {
                byte[] head = Arrays.copyOf(value, (int) Math.min(value.length, room));
                return new WireMessage(message.key(), head, message.headers(), message.timestampMillis());
            }
        }
        // Only our own headers are left, and they are small: send them, whatever the limit says.
        return letters.encode(with(letter, shell(record, null, few)));
    }

    private static boolean isShort(WireHeader header) {
        byte[] value = header.value();
        return value != null && value.length <= 100;
    }

    private static WireRecord shell(WireRecord record, byte @Nullable [] key, List<WireHeader> headers) {
        return new WireRecord(
                record.topic(), record.partition(), record.offset(), record.timestampMillis(), key, null, headers);
    }

    private static DeadLetter with(DeadLetter letter, WireRecord shell) {
        return new DeadLetter(shell, letter.reason(), letter.message(), letter.model(), letter.version());
    }
}
