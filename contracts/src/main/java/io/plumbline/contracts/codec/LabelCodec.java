package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Labels: a class name or number under {@code label}, judged items under {@code relevance}, or no value at all, which
 * retracts. Threads: any number of callers.
 */
public final class LabelCodec {
    /** A record that decodes to this label; a retraction has no value. */
    public WireMessage encode(Label label, long timestampMillis) {
        byte[] key = label.id().getBytes(StandardCharsets.UTF_8);
        if (label.truth() instanceof Truth.Retracted) {
            return new WireMessage(key, null, List.of(), timestampMillis);
        }
        byte[] value = Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", label.id());
            if (label.truth() instanceof Truth.ClassName name) {
                out.writeStringField("label", name.name());
            } else if (label.truth() instanceof Truth.Value number) {
                out.writeNumberField("label", number.value());
            } else if (label.truth() instanceof Truth.Relevance relevance) {
                out.writeObjectFieldStart("relevance");
                for (Map.Entry<String, Double> grade : relevance.grades().entrySet()) {
                    out.writeNumberField(grade.getKey(), grade.getValue());
                }
                out.writeEndObject();
            }
            if (label.time().isPresent()) {
                out.writeStringField("time", label.time().get().toString());
            }
            if (label.revision().isPresent()) {
                out.writeNumberField("revision", label.revision().getAsLong());
            }
            out.writeEndObject();
        });
        return new WireMessage(
                key,
                value,
                List.of(WireHeader.of(Headers.CONTENT_TYPE, WireFormat.JSON.contentType())),
                timestampMillis);
    }

    /** Reads one record; bad bytes end as a rejection with reason and place, never as an exception. */
    public Decoded<Label> decode(WireRecord record) {
        try {
            byte[] value = record.value();
            if (value == null) {
                return Decoded.accepted(new Label(
                        requireId(record, Optional.empty()),
                        new Truth.Retracted(),
                        Optional.empty(),
                        OptionalLong.empty()));
            }
            Optional<LabelStream.Read> usual = LabelStream.read(value);
            if (usual.isPresent()) {
                return Decoded.accepted(new Label(
                        requireId(record, usual.get().id()),
                        usual.get().truth(),
                        Optional.empty(),
                        usual.get().revision()));
            }
            JsonField body = Json.parse(value).object();
            Optional<JsonField> id = body.optional("id");
            Optional<JsonField> time = body.optional("time");
            Optional<JsonField> revision = body.optional("revision");
            return Decoded.accepted(new Label(
                    requireId(record, id.isPresent() ? Optional.of(id.get().text()) : Optional.empty()),
                    truth(body),
                    time.isPresent() ? Optional.of(time.get().instant()) : Optional.<Instant>empty(),
                    revision.isPresent() ? OptionalLong.of(revision.get().integer()) : OptionalLong.empty()));
        } catch (Refusal refusal) {
            return refusal.in(record.where());
        }
    }

    /** A label is joined by its key, so a body that names another id is a producer's mistake. */
    private static String requireId(WireRecord record, Optional<String> inBody) throws Refusal {
        Optional<String> key = RecordFields.utf8(record.key()).filter(id -> !id.isEmpty());
        if (key.isEmpty()) {
            throw new Refusal(RejectReason.MISSING_FIELD, "record has no key, expected the request's id as UTF-8", "");
        }
        if (inBody.isPresent() && !inBody.equals(key)) {
            throw new Refusal(
                    RejectReason.MALFORMED,
                    "id in the body and key of the record differ, expected the same id",
                    "$.id");
        }
        return RecordFields.id(
                new WireRecord(record.topic(), record.partition(), record.offset(), 0, record.key(), null, List.of()),
                Optional.empty());
    }

    private static Truth truth(JsonField body) throws Refusal {
        Optional<JsonField> label = body.optional("label");
        Optional<JsonField> relevance = body.optional("relevance");
        if (label.isPresent() == relevance.isPresent()) {
            throw new Refusal(
                    label.isPresent() ? RejectReason.MALFORMED : RejectReason.MISSING_FIELD,
                    "body has " + (label.isPresent() ? "both" : "none")
                            + " of 'label' and 'relevance', expected exactly one",
                    body.path());
        }
        if (label.isPresent()) {
            JsonField field = label.get();
            return field.node().isTextual() ? new Truth.ClassName(field.text()) : new Truth.Value(field.number());
        }
        Map<String, Double> grades = new LinkedHashMap<>();
        for (Map.Entry<String, JsonField> grade :
                relevance.orElseThrow().fields().entrySet()) {
            double value = grade.getValue().number();
            if (value < 0) {
                throw new Refusal(
                        RejectReason.UNKNOWN_LABEL,
                        "relevance is " + value + ", expected a number >= 0",
                        grade.getValue().path());
            }
            grades.put(grade.getKey(), value);
        }
        return new Truth.Relevance(grades);
    }
}
