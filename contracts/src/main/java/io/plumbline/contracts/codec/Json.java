package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.contracts.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * JSON under limits, and plain JSON for command lines.
 *
 * <p>Limits: 32 levels, 16 MiB a document, 1 MiB a string, 100 characters a number, 256 a name. {@code NaN} and
 * {@code Infinity} are read, so that a decoder can say that a number is not finite instead of that the text is broken.
 */
public final class Json {
    private static final int MAX_DOCUMENT_BYTES = 16 << 20;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxDocumentLength(MAX_DOCUMENT_BYTES)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Tensors are mostly numbers: these read and write the same values in a fraction of the time.
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * One line of JSON for a tree of maps, lists, strings, numbers, booleans and nulls.
     *
     * @throws IllegalArgumentException if the tree holds anything else that cannot be written
     */
    public static String write(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Like {@link #write}, over several lines, for a person. */
    public static String writePretty(Object tree) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * One JSON object as a tree of maps, lists, strings, numbers, booleans and nulls.
     *
     * @throws IllegalArgumentException if the bytes are not one JSON object within the limits
     */
    public static Map<String, Object> read(byte[] bytes) {
        try {
            return map(parse(bytes));
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static JsonField parse(byte[] bytes) throws Refusal {
        if (bytes.length > MAX_DOCUMENT_BYTES) {
            throw new Refusal(
                    RejectReason.TOO_LARGE,
                    "document has " + bytes.length + " bytes, expected at most " + MAX_DOCUMENT_BYTES,
                    "");
        }
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw new Refusal(RejectReason.EMPTY, "document is empty, expected a JSON object", "");
            }
            return new JsonField(node, "$");
        } catch (StreamConstraintsException e) {
            throw new Refusal(RejectReason.TOO_LARGE, e.getOriginalMessage(), at(e));
        } catch (JsonProcessingException e) {
            throw new Refusal(RejectReason.MALFORMED, "not JSON: " + e.getOriginalMessage(), at(e));
        } catch (IOException e) {
            throw new Refusal(RejectReason.MALFORMED, "not JSON: " + e.getMessage(), "");
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : "byte " + Math.max(0, e.getLocation().getByteOffset());
    }

    /** Maps, lists and scalars of a parsed object. */
    static Map<String, Object> map(JsonField field) throws Refusal {
        return MAPPER.convertValue(field.object().node(), new TypeReference<Map<String, Object>>() {});
    }

    /** The bytes of a parsed value again. */
    static byte[] compact(JsonField field) {
        return bytes(out -> out.writeTree(field.node()));
    }

    /** Writes one document into memory. */
    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            generator.setCodec(MAPPER);
            writing.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON into memory", e);
        }
        return out.toByteArray();
    }

    /** What goes into one document. */
    interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    static void writeStrings(JsonGenerator out, String name, List<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
