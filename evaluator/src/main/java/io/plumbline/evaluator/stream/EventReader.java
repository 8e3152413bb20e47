package io.plumbline.evaluator.stream;

import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.join.Fingerprint;
import io.plumbline.evaluator.join.JoinEvent;
import io.plumbline.evaluator.join.LabelOrder;
import io.plumbline.evaluator.join.Outcome;
import io.plumbline.evaluator.join.OutcomeReader;
import io.plumbline.evaluator.tally.VersionKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns records of the predictions and labels topics into events of a row. */
public final class EventReader {
    private final PredictionCodec predictions = new PredictionCodec();
    private final LabelCodec labels = new LabelCodec();
    private final OutcomeReader outcomes = new OutcomeReader();

    /** A record as an event of a row, or as one that no row can take. */
    public sealed interface Reading {
        record Event(String id, JoinEvent event) implements Reading {}

        /** @param version {@link VersionKey#NONE} where the record does not get so far as to name one */
        record Invalid(VersionKey version, String message) implements Reading {}
    }

    /**
     * Reads a record of the predictions topic.
     *
     * @param nowMillis the partition's clock
     * @param wallMillis the wall clock; a later time is of the future
     */
    public Reading prediction(WireRecord record, long nowMillis, long wallMillis) {
        Decoded<Prediction> decoded = predictions.decode(record);
        if (decoded instanceof Decoded.Rejected<Prediction> rejected) {
            return new Reading.Invalid(VersionKey.NONE, rejected.describe());
        }
        Prediction prediction = ((Decoded.Accepted<Prediction>) decoded).value();
        VersionKey version = new VersionKey(prediction.model(), prediction.version());
        if (!printable(version.model()) || !printable(version.version())) {
            return new Reading.Invalid(
                    VersionKey.NONE,
                    "model_name or model_version is longer than " + VersionKey.MAX_NAME_LENGTH
                            + " or holds control characters (" + record.where() + ")");
        }
        byte @Nullable [] key = record.key();
        if (key == null || !new String(key, StandardCharsets.UTF_8).equals(prediction.id())) {
            // It would be joined in another partition than its label.
            return new Reading.Invalid(
                    version, "key of the record is not the prediction's id (" + record.where() + ")");
        }
        Decoded<Outcome> outcome = outcomes.read(prediction);
        if (outcome instanceof Decoded.Rejected<Outcome> rejected) {
            return new Reading.Invalid(version, rejected.describe() + " (" + record.where() + ")");
        }
        return new Reading.Event(
                prediction.id(),
                new JoinEvent.Predicted(
                        version,
                        Fingerprint.of(prediction),
                        ((Decoded.Accepted<Outcome>) outcome).value(),
                        prediction.role(),
                        record.timestampMillis(),
                        nowMillis,
                        wallMillis));
    }

    /** Reads a record of the labels topic, as {@link #prediction} does. */
    public Reading label(WireRecord record, long nowMillis, long wallMillis) {
        Decoded<Label> decoded = labels.decode(record);
        if (decoded instanceof Decoded.Rejected<Label> rejected) {
            return new Reading.Invalid(VersionKey.NONE, rejected.describe());
        }
        Label label = ((Decoded.Accepted<Label>) decoded).value();
        long time = label.time().map(EventReader::millis).orElse(record.timestampMillis());
        LabelOrder order = new LabelOrder(label.revision().orElse(0), Math.min(time, wallMillis), record.offset());
        return new Reading.Event(
                label.id(),
                new JoinEvent.Labelled(
                        label.truth(),
                        order,
                        Math.min(record.timestampMillis(), wallMillis),
                        nowMillis,
                        time > wallMillis));
    }

    private static boolean printable(String name) {
        return name.length() <= VersionKey.MAX_NAME_LENGTH && name.chars().noneMatch(Character::isISOControl);
    }

    /** An instant that milliseconds cannot hold is as far off as they reach. */
    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
