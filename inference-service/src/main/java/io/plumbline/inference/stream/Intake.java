package io.plumbline.inference.stream;

import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.control.ServingTable;
import java.time.Instant;
import java.util.Optional;

/** Reads requests and finds the model that each asks for; what can never be answered ends here. */
final class Intake {
    private final RequestCodec codec = new RequestCodec();

    /** What a record turned out to be. */
    sealed interface Sorted {
        record For(String model, Request request) implements Sorted {}

        record Dead(DeadLetter letter) implements Sorted {}
    }

    Sorted sort(WireRecord record, ServingTable table) {
        Decoded<Request> decoded = codec.decode(record);
        if (decoded instanceof Decoded.Rejected<Request> rejected) {
            return new Sorted.Dead(letter(record, rejected.reason(), rejected.describe(), Optional.empty()));
        }
        Request request = ((Decoded.Accepted<Request>) decoded).value();
        Optional<String> model = request.model().or(table::onlyModel);
        if (model.isEmpty()) {
            return new Sorted.Dead(letter(
                    record,
                    RejectReason.MISSING_FIELD,
                    "request names no model, expected one of " + table.rosters().keySet() + " (" + record.where() + ")",
                    Optional.empty()));
        }
        if (table.roster(model.get()).isEmpty() && !table.awaited().containsKey(model.get())) {
            return new Sorted.Dead(unknown(record, model.get(), table));
        }
        return new Sorted.For(model.get(), request);
    }

    static DeadLetter unknown(WireRecord record, String model, ServingTable table) {
        String shown = model.length() > 100 ? model.substring(0, 100) + "…" : model;
        return letter(
                record,
                RejectReason.UNKNOWN_MODEL,
                "model '" + shown + "' is not served"
                        + (table.refused().containsKey(model)
                                ? " (" + table.refused().get(model) + ")"
                                : "")
                        + ", expected one of " + table.rosters().keySet() + " (" + record.where() + ")",
                Optional.of(shown));
    }

    static DeadLetter expired(Pending pending, String model) {
        return letter(
                pending.record(),
                RejectReason.EXPIRED,
                "answer was due at " + Instant.ofEpochMilli(pending.deadlineMillis())
                        + ", which was past before model '" + model + "' could take it ("
                        + pending.record().where() + ")",
                Optional.of(model));
    }

    private static DeadLetter letter(WireRecord record, RejectReason reason, String message, Optional<String> model) {
        return new DeadLetter(record, reason, message, model, Optional.empty());
    }
}
