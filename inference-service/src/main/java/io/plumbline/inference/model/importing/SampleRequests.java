package io.plumbline.inference.model.importing;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Requests to make golden samples of: the first of a file, or drawn from a fixed seed.
 *
 * <p>Drawn are, for numbers, the standard normal distribution; for unsigned bytes all of them; for other integers 0 and 1,
 * since they are mostly indices. A ranking query gets three candidates.
 */
final class SampleRequests {
    static final long SEED = 42;
    private static final int CANDIDATES = 3;
    /** Beyond this a row is written as bytes: JSON would be five times as long. */
    private static final int MOST_JSON_ELEMENTS = 1024;

    private SampleRequests() {}

    /**
     * The first lines of a file. A line is a request's JSON body, or an event as {@code plumbline produce} reads it: a body
     * under {@code value} or {@code base64}, with {@code contentType} or {@code headers}.
     */
    static List<WireRecord> of(Path file, int most) throws IOException, ImportFailedException {
        if (!Files.isRegularFile(file)) {
            throw ImportFailedException.file("there is no file " + file + " to take samples from");
        }
        List<WireRecord> records = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null && records.size() < most; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    records.add(record(line, file.toString(), number));
                }
            }
        } catch (java.nio.charset.CharacterCodingException e) {
            throw ImportFailedException.file(file + " is not text in UTF-8, expected a request on each line");
        }
        if (records.isEmpty()) {
            throw ImportFailedException.file(file + " has no lines, expected a request on each");
        }
        return records;
    }

    private static WireRecord record(String line, String file, int number) throws ImportFailedException {
        byte[] body = line.getBytes(StandardCharsets.UTF_8);
        try {
            Map<String, Object> members = Json.read(body);
            Object base64 = members.get("base64");
            if (members.get("value") instanceof Map<?, ?> value) {
                body = Json.write(value).getBytes(StandardCharsets.UTF_8);
            } else if (base64 instanceof String text) {
                body = Base64.getDecoder().decode(text);
            }
            Object inHeaders =
                    members.get("headers") instanceof Map<?, ?> headers ? headers.get(Headers.CONTENT_TYPE) : null;
            Object type =
                    members.getOrDefault("contentType", inHeaders == null ? WireFormat.JSON.contentType() : inHeaders);
            return new WireRecord(
                    file, 0, number, 0, null, body, List.of(WireHeader.of(Headers.CONTENT_TYPE, String.valueOf(type))));
        } catch (IllegalArgumentException e) {
            throw ImportFailedException.file(file + " line " + number + " is no request: " + e.getMessage());
        }
    }

    /** Requests drawn from the seed, as a producer of this model would send them. */
    static List<WireRecord> drawn(Manifest manifest, int count) {
        Random random = new Random(SEED);
        List<WireRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Payload payload = payload(manifest, random);
            WireFormat format = payload instanceof Payload.Raw ? WireFormat.OCTET_STREAM : WireFormat.JSON;
            byte[] body = new RequestCodec()
                    .encode(new Request("golden-" + i, Optional.empty(), payload, format))
                    .value();
            records.add(new WireRecord(
                    "samples",
                    0,
                    i,
                    0,
                    null,
                    body,
                    List.of(WireHeader.of(Headers.CONTENT_TYPE, format.contentType()))));
        }
        return records;
    }

    private static Payload payload(Manifest manifest, Random random) {
        boolean ranking = manifest.task() instanceof Task.Ranking;
        List<Step> steps = manifest.preprocessing();
        if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof Step.Assemble assemble) {
            if (!ranking) {
                return new Payload.Row(row(assemble.features(), random));
            }
            List<Payload.Item> items = new ArrayList<>();
            for (int i = 0; i < CANDIDATES; i++) {
                items.add(new Payload.Item("item-" + i, row(assemble.features(), random)));
            }
            return new Payload.Items(items);
        }
        int rows = ranking ? CANDIDATES : 1;
        if (manifest.inputs().size() == 1
                && rows * (long) manifest.inputs().get(0).elementsPerRow() > MOST_JSON_ELEMENTS) {
            return new Payload.Raw(
                    tensor(manifest.inputs().get(0), rows, random).bytes());
        }
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec input : manifest.inputs()) {
            tensors.add(tensor(input, rows, random));
        }
        return new Payload.Tensors(tensors);
    }

    private static Map<String, FeatureValue> row(List<String> features, Random random) {
        Map<String, FeatureValue> row = new LinkedHashMap<>();
        features.forEach(feature -> row.put(feature, new FeatureValue.Numeric((float) random.nextGaussian())));
        return row;
    }

    private static Tensor tensor(TensorSpec spec, int rows, Random random) {
        long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = rows;
        int elements = Math.multiplyExact(rows, spec.elementsPerRow());
        Datatype type = spec.datatype();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(elements, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            switch (type) {
                case FP32 -> bytes.putFloat((float) random.nextGaussian());
                case FP64 -> bytes.putDouble(random.nextGaussian());
                case UINT8 -> bytes.put((byte) random.nextInt(256));
                case INT8 -> bytes.put((byte) random.nextInt(2));
                case INT32 -> bytes.putInt(random.nextInt(2));
                case INT64 -> bytes.putLong(random.nextInt(2));
                default -> throw new IllegalArgumentException(type + " is not served");
            }
        }
        return Tensor.of(spec.name(), type, shape, bytes.flip());
    }
}
