package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.ServedFrom;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
            if (!status.served().isEmpty()) {
                out.writeArrayFieldStart("served");
                for (ServedFrom served : status.served()) {
                    write(out, served);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, ServedFrom served) throws IOException {
        out.writeStartObject();
        out.writeNumberField("generation", served.generation());
        Json.writeStrings(out, "versions", served.versions());
        out.writeObjectFieldStart("offsets");
        for (Map.Entry<Integer, Long> from : served.offsets().entrySet()) {
            out.writeNumberField(from.getKey().toString(), from.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
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
                    body.required("reason").text(),
                    served(body)));
        } catch (Refusal refusal) {
            return refusal.in(where);
        }
    }

    private static List<ServedFrom> served(JsonField body) throws Refusal {
        Optional<JsonField> all = body.optional("served");
        List<ServedFrom> served = new ArrayList<>();
        if (all.isPresent()) {
            for (JsonField one : all.get().elements()) {
                Map<Integer, Long> offsets = new TreeMap<>();
                for (Map.Entry<String, JsonField> from :
                        one.object().required("offsets").fields().entrySet()) {
                    offsets.put(partition(from), from.getValue().integer());
                }
                served.add(new ServedFrom(
                        one.required("generation").integer(),
                        one.required("versions").texts(),
                        offsets));
            }
        }
        return served;
    }

    private static int partition(Map.Entry<String, JsonField> from) throws Refusal {
        if (!from.getKey().matches("\\d{1,9}")) {
            throw new Refusal(
                    RejectReason.WRONG_TYPE,
                    "got a partition that is no number, expected such as \"0\"",
                    from.getValue().path());
        }
        return Integer.parseInt(from.getKey());
    }
}
