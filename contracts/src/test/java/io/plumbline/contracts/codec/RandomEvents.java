package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Seeded random events over everything that the encodings can carry, awkward strings and extreme numbers included. */
final class RandomEvents {
    private static final String[] WORDS = {"a", "Gr_Liv_Area", "日本", "quo\"te", "line\nbreak", "🧭", "\u0000", " "};
    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    static WireRecord received(WireMessage message) {
        return new WireRecord(
                "plumbline.test",
                3,
                1042,
                message.timestampMillis(),
                message.key(),
                message.value(),
                message.headers());
    }

    String word() {
        return WORDS[random.nextInt(WORDS.length)] + random.nextInt(1000);
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private double number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(100);
            case 1 -> -0.0;
            case 2 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            default -> random.nextGaussian() * 1e6;
        };
    }

    Tensor tensor(Datatype datatype) {
        long[] shape = new long[1 + random.nextInt(3)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = random.nextInt(4);
        }
        int elements = (int) Tensor.elements(shape);
        ByteBuffer bytes = ByteBuffer.allocate(elements * datatype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            switch (datatype) {
                case FP32 -> bytes.putFloat(Float.intBitsToFloat(random.nextInt() & ~(1 << 30)));
                case FP64 -> bytes.putDouble(number());
                case BOOL -> bytes.put((byte) random.nextInt(2));
                default -> {
                    for (int b = 0; b < datatype.bytes(); b++) {
                        bytes.put((byte) random.nextInt());
                    }
                }
            }
        }
        return Tensor.of(word(), datatype, shape, bytes.flip());
    }

    private List<Tensor> tensors(boolean json) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            Datatype datatype = Datatype.values()[random.nextInt(Datatype.values().length)];
            boolean onlyRaw = datatype == Datatype.FP16 || datatype == Datatype.BF16;
            if (datatype != Datatype.BYTES && !(json && onlyRaw)) {
                tensors.add(tensor(datatype));
            }
        }
        return tensors.isEmpty() ? List.of(tensor(Datatype.FP32)) : tensors;
    }

    private Map<String, FeatureValue> features() {
        Map<String, FeatureValue> features = new HashMap<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            features.put(
                    word(),
                    switch (random.nextInt(3)) {
                        case 0 -> new FeatureValue.Text(word());
                        case 1 -> new FeatureValue.Missing();
                        default -> new FeatureValue.Numeric(number());
                    });
        }
        return features;
    }

    Request request() {
        WireFormat format = WireFormat.values()[random.nextInt(3)];
        Payload payload =
                switch (format) {
                    case PROTOBUF -> new Payload.Tensors(tensors(false));
                    case OCTET_STREAM -> {
                        byte[] bytes = new byte[1 + random.nextInt(64)];
                        random.nextBytes(bytes);
                        yield new Payload.Raw(ByteBuffer.wrap(bytes));
                    }
                    case JSON ->
                        switch (random.nextInt(3)) {
                            case 0 -> new Payload.Tensors(tensors(true));
                            case 1 -> new Payload.Row(features());
                            default -> items();
                        };
                };
        return new Request(word(), maybe(word()), payload, format);
    }

    private Payload items() {
        List<Payload.Item> items = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            items.add(new Payload.Item("item-" + i + word(), features()));
        }
        return new Payload.Items(items);
    }

    Prediction prediction() {
        boolean json = random.nextBoolean();
        List<String> items = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            items.add(word());
        }
        return new Prediction(
                word(),
                word(),
                word(),
                "ab".repeat(32),
                Role.values()[random.nextInt(3)],
                maybe(word()),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1000)),
                items,
                tensors(json),
                "plumbline.requests-1-" + random.nextInt(1000),
                json ? WireFormat.JSON : WireFormat.PROTOBUF,
                random.nextBoolean() ? List.of() : List.of(WireHeader.of("traceparent", "00-ab-cd-01")),
                random.nextInt(1_000_000));
    }

    Label label() {
        Truth truth =
                switch (random.nextInt(4)) {
                    case 0 -> new Truth.ClassName(word());
                    case 1 -> new Truth.Value(number());
                    case 2 -> new Truth.Relevance(Map.of(word(), 2.0, "other", 0.5));
                    default -> new Truth.Retracted();
                };
        if (truth instanceof Truth.Retracted) {
            return new Label(word(), truth, Optional.empty(), OptionalLong.empty());
        }
        return new Label(
                word(),
                truth,
                maybe(Instant.ofEpochMilli(random.nextInt())),
                random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty());
    }
}
