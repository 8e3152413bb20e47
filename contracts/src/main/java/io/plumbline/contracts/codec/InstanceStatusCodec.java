package io.plumbline.contracts.codec;

import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import org.jspecify.annotations.Nullable;

/** What an instance runs, as the JSON value on the status topic. */
public final class InstanceStatusCodec {
    public byte[] encode(InstanceStatus status) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("instance", status.instance());
            out.writeStringField("model", status.model());
            out.writeNumberField("generation", status.generation());
            out.writeStringField("state", status.state().label());
            Json.writeStrings(out, "versions", status.versions());
            out.writeStringField("device", status.device());
            out.writeStringField("reason", status.reason());
            out.writeEndObject();
        });
    }

    /**
     * Reads one value of the status topic.
     *
     * @param where the record, for the message of a refusal
     */
    public Decoded<InstanceStatus> decode(byte @Nullable [] value, String where) {
        try {
            if (value == null) {
                throw new Refusal(RejectReason.EMPTY, "record has no value", "");
            }
            JsonField body = Json.parse(value).object();
            JsonField state = body.required("state");
            String label = state.text();
            return Decoded.accepted(new InstanceStatus(
                    body.required("instance").text(),
                    body.required("model").text(),
                    body.required("generation").integer(),
                    InstanceStatus.State.labelled(label)
                            .orElseThrow(() -> new Refusal(
                                    RejectReason.WRONG_TYPE,
                                    "state is '" + label + "', expected loading, serving or refused",
                                    state.path())),
                    body.required("versions").texts(),
                    body.required("device").text(),
                    body.required("reason").text()));
        } catch (Refusal refusal) {
            return refusal.in(where);
        }
    }
}
