package io.plumbline.contracts.codec;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.PastState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The desired state of a model as the JSON value on the control topic. */
public final class DesiredStateCodec {
    public byte[] encode(DesiredState state) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("generation", state.generation());
            out.writeStringField("champion", state.champion());
            if (state.challenger().isPresent()) {
                out.writeStringField("challenger", state.challenger().get());
            } else {
                out.writeNullField("challenger");
            }
            out.writeNumberField("share", state.share());
            Json.writeStrings(out, "shadows", state.shadows());
            if (state.previous().isPresent()) {
                out.writeStringField("previous", state.previous().get());
            }
            out.writeObjectFieldStart("versions");
            for (Map.Entry<String, VersionInfo> version : new TreeMap<>(state.versions()).entrySet()) {
                out.writeObjectFieldStart(version.getKey());
                out.writeStringField("checkpoint", version.getValue().checkpoint());
                TaskJson.write(out, version.getValue().task());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeStringField("at", state.at().toString());
            out.writeStringField("by", state.by());
            out.writeStringField("reason", state.reason());
            if (!state.history().isEmpty()) {
                out.writeArrayFieldStart("history");
                for (PastState past : state.history()) {
                    PastStateJson.write(out, past);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }

    /**
     * Reads one value of the control topic.
     *
     * @param where the record, for the message of a refusal
     */
    public Decoded<DesiredState> decode(byte @Nullable [] value, String where) {
        try {
            if (value == null) {
                throw new Refusal(RejectReason.EMPTY, "record has no value", "");
            }
            JsonField body = Json.parse(value).object();
            Map<String, VersionInfo> versions = new TreeMap<>();
            for (Map.Entry<String, JsonField> entry :
                    body.required("versions").fields().entrySet()) {
                JsonField version = entry.getValue().object();
                versions.put(
                        entry.getKey(),
                        new VersionInfo(version.required("checkpoint").text(), TaskJson.read(version)));
            }
            Optional<JsonField> challenger = body.optional("challenger");
            Optional<JsonField> share = body.optional("share");
            Optional<JsonField> shadows = body.optional("shadows");
            Optional<JsonField> previous = body.optional("previous");
            List<PastState> history = new ArrayList<>();
            Optional<JsonField> past = body.optional("history");
            if (past.isPresent()) {
                for (JsonField one : past.get().elements()) {
                    history.add(PastStateJson.read(one));
                }
            }
            return Decoded.accepted(new DesiredState(
                    body.required("generation").integer(),
                    body.required("champion").text(),
                    challenger.isPresent() ? Optional.of(challenger.get().text()) : Optional.empty(),
                    share.isPresent() ? share.get().number() : 0,
                    shadows.isPresent() ? shadows.get().texts() : List.of(),
                    previous.isPresent() ? Optional.of(previous.get().text()) : Optional.empty(),
                    versions,
                    body.required("at").instant(),
                    body.required("by").text(),
                    body.required("reason").text(),
                    history));
        } catch (Refusal refusal) {
            return refusal.in(where);
        } catch (IllegalArgumentException e) {
            // The record's own rules: a state that contradicts itself.
            return Decoded.rejected(RejectReason.MALFORMED, String.valueOf(e.getMessage()), where);
        }
    }
}
