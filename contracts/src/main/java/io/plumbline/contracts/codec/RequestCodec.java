package io.plumbline.contracts.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.contracts.codec.proto.ModelInferRequest;
import io.plumbline.contracts.codec.proto.ModelInferRequest.InferInputTensor;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests in every encoding that producers use: Open Inference Protocol v2 as JSON or protobuf, rows of named
 * features as JSON, and the bare bytes of the one input tensor.
 *
 * <p>Threads: any number of callers.
 */
public final class RequestCodec {
    /** Reads one record; bad bytes end as a rejection with reason and place, never as an exception. */
    public Decoded<Request> decode(WireRecord record) {
        try {
            WireFormat format = RecordFields.format(record);
            byte[] value = RecordFields.value(record);
            return Decoded.accepted(
                    switch (format) {
                        case JSON -> json(record, value);
                        case PROTOBUF -> protobuf(record, value);
                        case OCTET_STREAM ->
                            new Request(
                                    RecordFields.id(record, Optional.empty()),
                                    record.header(Headers.MODEL),
                                    new Payload.Raw(ByteBuffer.wrap(value).asReadOnlyBuffer()),
                                    format);
                    });
        } catch (Refusal refusal) {
            return refusal.in(record.where());
        }
    }

    private static Request json(WireRecord record, byte[] value) throws Refusal {
        JsonField body = Json.parse(value).object();
        Optional<String> id = textOf(body, "id");
        Optional<String> model = record.header(Headers.MODEL);
        if (model.isEmpty()) {
            model = textOf(body, "model_name");
        }
        return new Request(RecordFields.id(record, id), model, payload(body), WireFormat.JSON);
    }

    private static Optional<String> textOf(JsonField body, String name) throws Refusal {
        Optional<JsonField> field = body.optional(name);
        return field.isEmpty() ? Optional.empty() : Optional.of(field.get().text());
    }

    private static Payload payload(JsonField body) throws Refusal {
        Optional<JsonField> inputs = body.optional("inputs");
        Optional<JsonField> features = body.optional("features");
        Optional<JsonField> items = body.optional("items");
        int present = (inputs.isPresent() ? 1 : 0) + (features.isPresent() ? 1 : 0) + (items.isPresent() ? 1 : 0);
        if (present != 1) {
            throw new Refusal(
                    present == 0 ? RejectReason.MISSING_FIELD : RejectReason.MALFORMED,
                    "body has " + present + " of 'inputs', 'features' and 'items', expected exactly one",
                    body.path());
        }
        if (inputs.isPresent()) {
            return new Payload.Tensors(requireSome(TensorJson.readAll(inputs.get()), inputs.get()));
        }
        if (features.isPresent()) {
            return new Payload.Row(FeaturesJson.read(features.get()));
        }
        return new Payload.Items(FeaturesJson.readItems(items.orElseThrow()));
    }

    private static List<Tensor> requireSome(List<Tensor> tensors, JsonField field) throws Refusal {
        if (tensors.isEmpty()) {
            throw new Refusal(RejectReason.EMPTY, "has no tensors, expected at least one", field.path());
        }
        return tensors;
    }

    private static Request protobuf(WireRecord record, byte[] value) throws Refusal {
        ModelInferRequest body;
        try {
            body = ModelInferRequest.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new Refusal(RejectReason.MALFORMED, "not a ModelInferRequest: " + e.getMessage(), "");
        }
        if (body.getInputsCount() == 0) {
            throw new Refusal(RejectReason.EMPTY, "has no tensors, expected at least one", "inputs");
        }
        List<ByteString> raw = body.getRawInputContentsList();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < body.getInputsCount(); i++) {
            InferInputTensor input = body.getInputs(i);
            tensors.add(TensorProto.read(
                    new TensorProto.Head(
                            input.getName(),
                            input.getDatatype(),
                            input.getShapeList(),
                            input.getContents(),
                            input.hasContents()),
                    i,
                    raw,
                    body.getInputsCount(),
                    "inputs[" + i + "]"));
        }
        Optional<String> inBody = Optional.of(body.getModelName()).filter(name -> !name.isEmpty());
        return new Request(
                RecordFields.id(record, Optional.of(body.getId())),
                record.header(Headers.MODEL).or(() -> inBody),
                new Payload.Tensors(tensors),
                WireFormat.PROTOBUF);
    }

    /**
     * A record that decodes to this request. Its id is the key and, where the encoding has a place for it, the body's.
     *
     * @throws IllegalArgumentException if the request's format cannot carry its payload
     */
    public WireMessage encode(Request request) {
        byte[] value =
                switch (request.format()) {
                    case JSON -> encodeJson(request);
                    case PROTOBUF -> encodeProtobuf(request);
                    case OCTET_STREAM -> encodeRaw(request);
                };
        List<WireHeader> headers = new ArrayList<>();
        headers.add(WireHeader.of(Headers.CONTENT_TYPE, request.format().contentType()));
        if (request.format() == WireFormat.OCTET_STREAM) {
            request.model().ifPresent(model -> headers.add(WireHeader.of(Headers.MODEL, model)));
        }
        return new WireMessage(request.id().getBytes(StandardCharsets.UTF_8), value, headers, 0);
    }

    private static byte[] encodeJson(Request request) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", request.id());
            if (request.model().isPresent()) {
                out.writeStringField("model_name", request.model().get());
            }
            if (request.payload() instanceof Payload.Tensors tensors) {
                out.writeArrayFieldStart("inputs");
                TensorJson.write(out, tensors.inputs());
                out.writeEndArray();
            } else if (request.payload() instanceof Payload.Row row) {
                out.writeFieldName("features");
                FeaturesJson.write(out, row.features());
            } else if (request.payload() instanceof Payload.Items items) {
                out.writeArrayFieldStart("items");
                FeaturesJson.writeItems(out, items.items());
                out.writeEndArray();
            } else {
                throw cannotCarry(request);
            }
            out.writeEndObject();
        });
    }

    private static byte[] encodeProtobuf(Request request) {
        if (!(request.payload() instanceof Payload.Tensors tensors)) {
            throw cannotCarry(request);
        }
        ModelInferRequest.Builder body = ModelInferRequest.newBuilder().setId(request.id());
        request.model().ifPresent(body::setModelName);
        for (Tensor tensor : tensors.inputs()) {
            InferInputTensor.Builder input = InferInputTensor.newBuilder()
                    .setName(tensor.name())
                    .setDatatype(tensor.datatype().name());
            for (long dimension : tensor.shape()) {
                input.addShape(dimension);
            }
            body.addInputs(input).addRawInputContents(TensorProto.raw(tensor));
        }
        return body.build().toByteArray();
    }

    private static byte[] encodeRaw(Request request) {
        if (!(request.payload() instanceof Payload.Raw raw)) {
            throw cannotCarry(request);
        }
        byte[] bytes = new byte[raw.bytes().remaining()];
        raw.bytes().duplicate().get(bytes);
        return bytes;
    }

    private static IllegalArgumentException cannotCarry(Request request) {
        return new IllegalArgumentException(request.format() + " cannot carry a "
                + request.payload().getClass().getSimpleName() + " payload (request '" + request.id() + "')");
    }
}
