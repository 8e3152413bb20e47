package io.plumbline.contracts.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.contracts.codec.proto.InferParameter;
import io.plumbline.contracts.codec.proto.ModelInferResponse;
import io.plumbline.contracts.codec.proto.ModelInferResponse.InferOutputTensor;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Predictions as Open Inference Protocol v2 responses, in JSON or protobuf.
 *
 * <p>{@code parameters} hold {@code role}, for classification {@code label}, for ranking {@code items}; protobuf has no
 * lists there, so {@code items} is a JSON array in a string. Threads: any number of callers.
 */
public final class PredictionCodec {
    private final PredictionHeaders headers = new PredictionHeaders();

    public WireMessage encode(Prediction prediction) {
        WireFormat format = prediction.format() == WireFormat.JSON ? WireFormat.JSON : WireFormat.PROTOBUF;
        byte[] id = prediction.id().getBytes(StandardCharsets.UTF_8);
        return new WireMessage(
                id,
                format == WireFormat.JSON ? json(prediction) : PredictionProto.write(prediction, id),
                headers.of(prediction, format),
                prediction.timestampMillis());
    }

    private static byte[] json(Prediction prediction) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("model_name", prediction.model());
            out.writeStringField("model_version", prediction.version());
            out.writeStringField("id", prediction.id());
            out.writeObjectFieldStart("parameters");
            if (prediction.label().isPresent()) {
                out.writeStringField("label", prediction.label().get());
            }
            if (prediction.classIndex().isPresent()) {
                out.writeNumberField("class_index", prediction.classIndex().getAsInt());
            }
            out.writeStringField("role", prediction.role().label());
            if (!prediction.items().isEmpty()) {
                Json.writeStrings(out, "items", prediction.items());
            }
            out.writeEndObject();
            out.writeArrayFieldStart("outputs");
            TensorJson.write(out, prediction.outputs());
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** Reads one record; bad bytes end as a rejection with reason and place, never as an exception. */
    public Decoded<Prediction> decode(WireRecord record) {
        try {
            WireFormat format = RecordFields.format(record);
            byte[] value = RecordFields.value(record);
            return Decoded.accepted(
                    switch (format) {
                        case JSON -> fromJson(record, value);
                        case PROTOBUF -> fromProtobuf(record, value);
                        case OCTET_STREAM ->
                            throw new Refusal(
                                    RejectReason.UNSUPPORTED,
                                    "a prediction is JSON or protobuf, never octet-stream",
                                    "");
                    });
        } catch (Refusal refusal) {
            return refusal.in(record.where());
        }
    }

    private static Prediction fromJson(WireRecord record, byte[] value) throws Refusal {
        Optional<PredictionStream.Read> usual = PredictionStream.read(value);
        return usual.isPresent()
                ? prediction(
                        record,
                        usual.get().names(),
                        usual.get().items(),
                        usual.get().outputs(),
                        WireFormat.JSON)
                : fromTree(record, value);
    }

    /** Any document that is a prediction; of any other, what is wrong with it. */
    static Prediction fromTree(WireRecord record, byte[] value) throws Refusal {
        JsonField body = Json.parse(value).object();
        Optional<JsonField> parameters = body.optional("parameters");
        Optional<String> label = Optional.empty();
        OptionalInt classIndex = OptionalInt.empty();
        Optional<String> role = Optional.empty();
        List<String> items = List.of();
        if (parameters.isPresent()) {
            Optional<JsonField> labelField = parameters.get().optional("label");
            Optional<JsonField> indexField = parameters.get().optional("class_index");
            classIndex = indexField.isPresent() ? classIndex(indexField.get().integer()) : classIndex;
            Optional<JsonField> roleField = parameters.get().optional("role");
            Optional<JsonField> itemsField = parameters.get().optional("items");
            label = labelField.isPresent() ? Optional.of(labelField.get().text()) : label;
            role = roleField.isPresent() ? Optional.of(roleField.get().text()) : role;
            items = itemsField.isPresent() ? itemsField.get().texts() : items;
        }
        Optional<JsonField> id = body.optional("id");
        return prediction(
                record,
                new PredictionNames(
                        id.isPresent() ? id.get().text() : "",
                        body.required("model_name").text(),
                        body.required("model_version").text(),
                        label,
                        classIndex,
                        role),
                items,
                TensorJson.readAll(body.required("outputs")),
                WireFormat.JSON);
    }

    private static Prediction fromProtobuf(WireRecord record, byte[] value) throws Refusal {
        ModelInferResponse body;
        try {
            body = ModelInferResponse.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new Refusal(RejectReason.MALFORMED, "not a ModelInferResponse: " + e.getMessage(), "");
        }
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < body.getOutputsCount(); i++) {
            InferOutputTensor output = body.getOutputs(i);
            outputs.add(TensorProto.read(
                    new TensorProto.Head(
                            output.getName(),
                            output.getDatatype(),
                            output.getShapeList(),
                            output.getContents(),
                            output.hasContents()),
                    i,
                    body.getRawOutputContentsList(),
                    body.getOutputsCount(),
                    "outputs[" + i + "]"));
        }
        Optional<String> items = parameter(body, "items");
        return prediction(
                record,
                new PredictionNames(
                        body.getId(),
                        body.getModelName(),
                        body.getModelVersion(),
                        parameter(body, "label"),
                        classIndex(body),
                        parameter(body, "role")),
                items.isEmpty()
                        ? List.of()
                        : Json.parse(items.get().getBytes(StandardCharsets.UTF_8))
                                .texts(),
                outputs,
                WireFormat.PROTOBUF);
    }

    private static OptionalInt classIndex(ModelInferResponse body) throws Refusal {
        InferParameter parameter = body.getParametersOrDefault("class_index", InferParameter.getDefaultInstance());
        return parameter.hasInt64Param() ? classIndex(parameter.getInt64Param()) : OptionalInt.empty();
    }

    private static OptionalInt classIndex(long index) throws Refusal {
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new Refusal(
                    RejectReason.WRONG_TYPE,
                    "class_index is " + index + ", expected a class index >= 0",
                    "parameters.class_index");
        }
        return OptionalInt.of((int) index);
    }

    private static Optional<String> parameter(ModelInferResponse body, String name) {
        InferParameter parameter = body.getParametersOrDefault(name, InferParameter.getDefaultInstance());
        return parameter.hasStringParam() ? Optional.of(parameter.getStringParam()) : Optional.empty();
    }

    private static Prediction prediction(
            WireRecord record, PredictionNames names, List<String> items, List<Tensor> outputs, WireFormat format)
            throws Refusal {
        if (names.model().isEmpty() || names.version().isEmpty()) {
            throw new Refusal(RejectReason.MISSING_FIELD, "model_name or model_version is empty", "");
        }
        if (outputs.isEmpty()) {
            throw new Refusal(RejectReason.EMPTY, "has no outputs, expected at least one", "outputs");
        }
        String role = names.role().or(() -> record.header(Headers.ROLE)).orElse(Role.CHAMPION.label());
        return new Prediction(
                RecordFields.id(record, Optional.of(names.id())),
                names.model(),
                names.version(),
                record.header(Headers.CHECKPOINT).orElse(""),
                Role.labelled(role)
                        .orElseThrow(() -> new Refusal(
                                RejectReason.WRONG_TYPE,
                                "role is '" + (role.length() > 40 ? role.substring(0, 40) : role)
                                        + "', expected champion, challenger or shadow",
                                "parameters.role")),
                names.label(),
                names.classIndex(),
                items,
                outputs,
                record.header(Headers.SOURCE).orElse(""),
                format,
                RecordFields.forwarded(record.headers()),
                record.timestampMillis());
    }
}
