package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dead letters: the original key, value and headers, then headers that say whence and why.
 *
 * <p>Source and message use the {@code __dlq.errors.*} names of Kafka's own dead-letter queues (KIP-1191), so that its
 * tools can read them; reason, model and version are ours.
 */
public final class DeadLetterCodec {
    private static final String TOPIC = "__dlq.errors.topic";
    private static final String PARTITION = "__dlq.errors.partition";
    private static final String OFFSET = "__dlq.errors.offset";
    private static final String MESSAGE = "__dlq.errors.message";
    private static final String REASON = "plumbline-error-reason";
    private static final String MODEL = "plumbline-error-model";
    private static final String VERSION = "plumbline-error-version";

    public WireMessage encode(DeadLetter letter) {
        WireRecord record = letter.record();
        List<WireHeader> headers = new ArrayList<>(record.headers());
        headers.add(WireHeader.of(TOPIC, record.topic()));
        headers.add(WireHeader.of(PARTITION, Integer.toString(record.partition())));
        headers.add(WireHeader.of(OFFSET, Long.toString(record.offset())));
        headers.add(WireHeader.of(MESSAGE, letter.message()));
        headers.add(WireHeader.of(REASON, letter.reason().label()));
        letter.model().ifPresent(model -> headers.add(WireHeader.of(MODEL, model)));
        letter.version().ifPresent(version -> headers.add(WireHeader.of(VERSION, version)));
        return new WireMessage(record.key(), record.value(), headers, record.timestampMillis());
    }

    /** Reads one record of the dead-letter topic back; the original's own headers come back without ours. */
    public Decoded<DeadLetter> decode(WireRecord record) {
        try {
            int first = lastIndexOf(record.headers(), TOPIC);
            if (first < 0) {
                throw new Refusal(RejectReason.MISSING_FIELD, "header '" + TOPIC + "' is missing", "");
            }
            WireRecord original = new WireRecord(
                    required(record, TOPIC),
                    (int) number(record, PARTITION),
                    number(record, OFFSET),
                    record.timestampMillis(),
                    record.key(),
                    record.value(),
                    record.headers().subList(0, first));
            WireRecord ours = new WireRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    0,
                    null,
                    null,
                    record.headers().subList(first, record.headers().size()));
            return Decoded.accepted(new DeadLetter(
                    original,
                    reason(required(ours, REASON)),
                    required(ours, MESSAGE),
                    ours.header(MODEL),
                    ours.header(VERSION)));
        } catch (Refusal refusal) {
            return refusal.in(record.where());
        }
    }

    private static int lastIndexOf(List<WireHeader> headers, String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String required(WireRecord record, String name) throws Refusal {
        Optional<String> value = record.header(name);
        if (value.isEmpty()) {
            throw new Refusal(RejectReason.MISSING_FIELD, "header '" + name + "' is missing", "");
        }
        return value.get();
    }

    private static long number(WireRecord record, String name) throws Refusal {
        String text = required(record, name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Refusal(
                    RejectReason.WRONG_TYPE, "header '" + name + "' is '" + text + "', expected an integer", "");
        }
    }

    private static RejectReason reason(String label) throws Refusal {
        try {
            return RejectReason.valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    RejectReason.WRONG_TYPE, "header '" + REASON + "' is '" + label + "', expected a known reason", "");
        }
    }
}
