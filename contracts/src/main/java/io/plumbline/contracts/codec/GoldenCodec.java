package io.plumbline.contracts.codec;

import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * {@code golden.jsonl}: a line for each sample with {@code content_type}, the request ({@code body} for JSON, {@code
 * base64} for the rest) and the {@code outputs} that the trainer computed.
 */
public final class GoldenCodec {
    private static final int MAX_SAMPLES = 10_000;

    public byte[] encode(List<GoldenSample> samples) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (GoldenSample sample : samples) {
            byte[] line = Json.bytes(out -> {
                out.writeStartObject();
                out.writeStringField("content_type", sample.format().contentType());
                if (sample.format() == WireFormat.JSON) {
                    out.writeFieldName("body");
                    out.writeRawValue(new String(sample.body(), StandardCharsets.UTF_8));
                } else {
                    out.writeStringField("base64", Base64.getEncoder().encodeToString(sample.body()));
                }
                out.writeArrayFieldStart("outputs");
                TensorJson.write(out, sample.outputs());
                out.writeEndArray();
                out.writeEndObject();
            });
            lines.writeBytes(line);
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    /**
     * Reads all samples.
     *
     * @param where the file, for the message of a refusal
     */
    public Decoded<List<GoldenSample>> decode(byte[] jsonl, String where) {
        List<GoldenSample> samples = new ArrayList<>();
        int line = 0;
        int start = 0;
        while (start < jsonl.length) {
            line++;
            int end = start;
            while (end < jsonl.length && jsonl[end] != '\n') {
                end++;
            }
            try {
                if (samples.size() == MAX_SAMPLES) {
                    throw new Refusal(RejectReason.TOO_LARGE, "file has more than " + MAX_SAMPLES + " samples", "");
                }
                if (end > start) {
                    samples.add(sample(
                            Json.parse(Arrays.copyOfRange(jsonl, start, end)).object()));
                }
            } catch (Refusal refusal) {
                return refusal.in(where + " line " + line);
            }
            start = end + 1;
        }
        return Decoded.accepted(List.copyOf(samples));
    }

    private static GoldenSample sample(JsonField body) throws Refusal {
        JsonField contentType = body.required("content_type");
        String type = contentType.text();
        for (WireFormat format : WireFormat.values()) {
            if (format.contentType().equals(type)) {
                return new GoldenSample(
                        format,
                        format == WireFormat.JSON ? Json.compact(body.required("body")) : base64(body),
                        TensorJson.readAll(body.required("outputs")));
            }
        }
        throw new Refusal(
                RejectReason.UNSUPPORTED,
                "content_type is '" + type + "', expected one that requests have",
                contentType.path());
    }

    private static byte[] base64(JsonField body) throws Refusal {
        JsonField field = body.required("base64");
        try {
            return Base64.getDecoder().decode(field.text());
        } catch (IllegalArgumentException e) {
            throw new Refusal(RejectReason.MALFORMED, "not base64: " + e.getMessage(), field.path());
        }
    }
}
