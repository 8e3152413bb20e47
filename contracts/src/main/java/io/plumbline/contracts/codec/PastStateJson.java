package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.control.PastState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One entry of a desired state's history; roles that nobody played are left out. */
final class PastStateJson {
    private PastStateJson() {}

    static void write(JsonGenerator out, PastState past) throws IOException {
        out.writeStartObject();
        out.writeNumberField("generation", past.generation());
        out.writeStringField("champion", past.champion());
        out.writeStringField("checkpoint", past.checkpoint());
        if (past.challenger().isPresent()) {
            out.writeStringField("challenger", past.challenger().get());
            out.writeNumberField("share", past.share());
        }
        if (!past.shadows().isEmpty()) {
            Json.writeStrings(out, "shadows", past.shadows());
        }
        out.writeStringField("at", past.at().toString());
        out.writeStringField("by", past.by());
        out.writeStringField("reason", past.reason());
        out.writeEndObject();
    }

    static PastState read(JsonField past) throws Refusal {
        Optional<JsonField> challenger = past.object().optional("challenger");
        Optional<JsonField> share = past.optional("share");
        Optional<JsonField> shadows = past.optional("shadows");
        return new PastState(
                past.required("generation").integer(),
                past.required("champion").text(),
                past.required("checkpoint").text(),
                challenger.isPresent() ? Optional.of(challenger.get().text()) : Optional.empty(),
                share.isPresent() ? share.get().number() : 0,
                shadows.isPresent() ? shadows.get().texts() : List.of(),
                past.required("at").instant(),
                past.required("by").text(),
                past.required("reason").text());
    }
}
