package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plumbline.contracts.event.Truth;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a label's JSON token by token where it is the usual one: an id, a class or a number, perhaps a revision. Whatever
 * else it may be is read as a tree, which says what is wrong with it and where.
 */
final class LabelStream {
    private LabelStream() {}

    /** What a label says. */
    record Read(Optional<String> id, Truth truth, OptionalLong revision) {}

    /** Empty where the document has to be read as a tree. */
    static Optional<Read> read(byte[] value) {
        Optional<String> id = Optional.empty();
        Optional<Truth> truth = Optional.empty();
        OptionalLong revision = OptionalLong.empty();
        try (JsonParser in = Json.FACTORY.createParser(value)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                JsonToken token = in.nextToken();
                if (field.equals("id") && token == JsonToken.VALUE_STRING) {
                    id = Optional.of(in.getText());
                } else if (field.equals("label")) {
                    truth = truth(in, token);
                    if (truth.isEmpty()) {
                        return Optional.empty();
                    }
                } else if (field.equals("revision")
                        && token == JsonToken.VALUE_NUMBER_INT
                        && in.getNumberType() == JsonParser.NumberType.INT) {
                    revision = OptionalLong.of(in.getLongValue());
                } else {
                    return Optional.empty();
                }
            }
            boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
            return whole && truth.isPresent() ? Optional.of(new Read(id, truth.get(), revision)) : Optional.empty();
        } catch (IOException asTree) {
            return Optional.empty();
        }
    }

    private static Optional<Truth> truth(JsonParser in, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return Optional.of(new Truth.ClassName(in.getText()));
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            double number = in.getDoubleValue();
            return Double.isFinite(number) ? Optional.of(new Truth.Value(number)) : Optional.empty();
        }
        return Optional.empty();
    }
}
