package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCodecsTest {
    private static final int ROUNDS = 2_000;
    private final RequestCodec requests = new RequestCodec();
    private final PredictionCodec predictions = new PredictionCodec();
    private final LabelCodec labels = new LabelCodec();

    @Test
    void everyRequest_comesBackAsItWas() {
        RandomEvents random = new RandomEvents(1);
        for (int i = 0; i < ROUNDS; i++) {
            Request request = random.request();
            assertThat(requests.decode(RandomEvents.received(requests.encode(request))))
                    .isEqualTo(new Accepted<>(request));
        }
    }

    @Test
    void everyPrediction_comesBackAsItWas() {
        RandomEvents random = new RandomEvents(2);
        for (int i = 0; i < ROUNDS; i++) {
            Prediction prediction = random.prediction();
            Decoded<Prediction> back = predictions.decode(RandomEvents.received(predictions.encode(prediction)));
            assertThat(back)
                    .usingRecursiveComparison()
                    .ignoringFieldsOfTypes(WireHeader.class)
                    .isEqualTo(new Accepted<>(prediction));
            assertThat(((Accepted<Prediction>) back).value().outputs()).isEqualTo(prediction.outputs());
        }
    }

    @Test
    void everyLabel_comesBackAsItWas() {
        RandomEvents random = new RandomEvents(3);
        for (int i = 0; i < ROUNDS; i++) {
            Label label = random.label();
            assertThat(labels.decode(RandomEvents.received(labels.encode(label, 7))))
                    .isEqualTo(new Accepted<>(label));
        }
    }

    @Test
    void brokenBytes_areRefused_andNeverThrow() {
        RandomEvents events = new RandomEvents(4);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            WireMessage message =
                    switch (i % 3) {
                        case 0 -> requests.encode(events.request());
                        case 1 -> predictions.encode(events.prediction());
                        default -> labels.encode(events.label(), 0);
                    };
            if (message.value() == null) {
                continue;
            }
            byte[] bytes = broken(message.value(), random);
            WireRecord record = new WireRecord("t", 0, i, 0, message.key(), bytes, message.headers());
            for (Decoded<?> decoded :
                    List.of(requests.decode(record), predictions.decode(record), labels.decode(record))) {
                if (decoded instanceof Rejected<?> rejected) {
                    refused++;
                    assertThat(rejected.message()).isNotBlank();
                    assertThat(rejected.where()).startsWith("t-0@" + i);
                }
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS);
    }

    private static byte[] broken(byte[] good, Random random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(3)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {
                for (int i = 0; i < 8; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"features\":{\"a\":1}                                                     | MALFORMED",
                "[1]                                                                         | WRONG_TYPE",
                "{\"features\":{\"a\":1},\"features\":{\"a\":2}}                             | MALFORMED",
                "{\"features\":{\"a\":1}} {}                                                 | MALFORMED",
                "{\"id\":7,\"features\":{}}                                                  | WRONG_TYPE",
                "{\"id\":\"x\"}                                                              | MISSING_FIELD",
                "{\"features\":{},\"inputs\":[]}                                             | MALFORMED",
                "{\"features\":{\"a\":NaN}}                                                  | NON_FINITE_INPUT",
                "{\"features\":{\"a\":1e999}}                                                | NON_FINITE_INPUT",
                "{\"features\":{\"a\":[1]}}                                                  | WRONG_TYPE",
                "{\"inputs\":[]}                                                             | EMPTY",
                "{\"items\":[]}                                                              | EMPTY",
                "{\"items\":[{\"item\":\"a\",\"features\":{}},{\"item\":\"a\",\"features\":{}}]} | MALFORMED",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1]}]} | WRONG_SHAPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1],\"data\":[1]}]} | WRONG_SHAPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[9223372036854775807,2],\"data\":[1]}]} | WRONG_SHAPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[4000000000000],\"data\":[1]}]} | WRONG_SHAPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[4],\"data\":[[1,2],[3]]}]} | WRONG_SHAPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[[1],2]}]} | WRONG_TYPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[NaN]}]} | NON_FINITE_INPUT",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1e39]}]} | NON_FINITE_INPUT",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP31\",\"shape\":[1],\"data\":[1]}]} | WRONG_DATATYPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"a\"]}]} | UNSUPPORTED",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"UINT8\",\"shape\":[1],\"data\":[256]}]} | WRONG_TYPE",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[1.5]}]} | WRONG_TYPE"
            })
    void malformedRequest_isRefused_withItsReason(String body, RejectReason reason) {
        WireRecord record = new WireRecord(
                "plumbline.requests", 3, 1042, 0, null, body.getBytes(StandardCharsets.UTF_8), List.of());

        Decoded<Request> decoded = requests.decode(record);

        assertThat(decoded).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.where()).startsWith("plumbline.requests-3@1042");
        });
    }

    @Test
    void deepNesting_isRefused_asTooLarge() {
        byte[] deep = ("{\"features\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);

        Decoded<Request> decoded = requests.decode(new WireRecord("t", 0, 0, 0, null, deep, List.of()));

        assertThat(decoded).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                .isEqualTo(RejectReason.TOO_LARGE));
    }

    @Test
    void anId_comesFromHeader_thenBody_thenKey_thenPlace() {
        byte[] withId = "{\"id\":\"body\",\"features\":{}}".getBytes(StandardCharsets.UTF_8);
        byte[] withoutId = "{\"features\":{}}".getBytes(StandardCharsets.UTF_8);
        byte[] key = "key".getBytes(StandardCharsets.UTF_8);
        List<WireHeader> header = List.of(WireHeader.of(Headers.CLOUD_EVENT_ID, "header"));

        assertThat(idOf(new WireRecord("t", 1, 2, 0, key, withId, header))).isEqualTo("header");
        assertThat(idOf(new WireRecord("t", 1, 2, 0, key, withId, List.of()))).isEqualTo("body");
        assertThat(idOf(new WireRecord("t", 1, 2, 0, key, withoutId, List.of())))
                .isEqualTo("key");
        assertThat(idOf(new WireRecord("t", 1, 2, 0, null, withoutId, List.of())))
                .isEqualTo("t-1-2");
        assertThat(idOf(new WireRecord("t", 1, 2, 0, new byte[] {(byte) 0xFF}, withoutId, List.of())))
                .isEqualTo("t-1-2");
    }

    private String idOf(WireRecord record) {
        return ((Accepted<Request>) requests.decode(record)).value().id();
    }

    @Test
    void anUnknownContentType_isRefused() {
        WireRecord record = new WireRecord(
                "t", 0, 0, 0, null, new byte[] {1}, List.of(WireHeader.of(Headers.CONTENT_TYPE, "text/csv")));

        assertThat(requests.decode(record)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.UNSUPPORTED);
            assertThat(rejected.message()).contains("text/csv").contains("application/json");
        });
    }

    @Test
    void aLabelWhoseBodyNamesAnotherId_isRefused() {
        WireRecord record = new WireRecord(
                "t",
                0,
                0,
                0,
                "r1".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"r2\",\"label\":1}".getBytes(StandardCharsets.UTF_8),
                List.of());

        assertThat(labels.decode(record)).isInstanceOf(Rejected.class);
    }

    @Test
    void aDeadLetter_keepsTheOriginalUntouched_evenWhenItWasOneBefore() {
        DeadLetterCodec codec = new DeadLetterCodec();
        byte[] value = {0, 1, (byte) 0xFF};
        WireRecord original = new WireRecord(
                "plumbline.requests",
                2,
                99,
                55,
                null,
                value,
                List.of(WireHeader.of("a", "1"), new WireHeader("b", null)));
        DeadLetter letter = new DeadLetter(
                original, RejectReason.WRONG_SHAPE, "what, got, expected", Optional.of("fashion"), Optional.empty());

        DeadLetter once = ((Accepted<DeadLetter>) codec.decode(RandomEvents.received(codec.encode(letter)))).value();
        DeadLetter twice = ((Accepted<DeadLetter>) codec.decode(RandomEvents.received(codec.encode(new DeadLetter(
                        RandomEvents.received(codec.encode(letter)),
                        RejectReason.MALFORMED,
                        "again",
                        Optional.empty(),
                        Optional.empty())))))
                .value();

        assertThat(once).usingRecursiveComparison().isEqualTo(letter);
        assertThat(twice.message()).isEqualTo("again");
        assertThat(twice.model()).isEmpty();
        assertThat(((Accepted<DeadLetter>) codec.decode(twice.record())).value().message())
                .isEqualTo("what, got, expected");
    }

    @Test
    void anOctetStreamRequest_isAnsweredInProtobuf() {
        Prediction prediction = new Prediction(
                "r1",
                "m",
                "v",
                "",
                io.plumbline.contracts.event.Role.CHAMPION,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                List.of(io.plumbline.contracts.event.Tensor.floats("value", new long[] {1, 1}, 2f)),
                "",
                WireFormat.OCTET_STREAM,
                List.of(),
                0);

        WireMessage message = predictions.encode(prediction);

        assertThat(RandomEvents.received(message).header(Headers.CONTENT_TYPE)).contains("application/x-protobuf");
    }

    @Test
    void aClassIndexThatIsNone_isRefused() {
        String json = "{\"model_name\":\"m\",\"model_version\":\"v\",\"parameters\":{\"class_index\":-1},"
                + "\"outputs\":[{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0.5,0.5]}]}";
        for (String bad : List.of(json, json.replace("-1", "2147483648"), json.replace("-1", "\"one\""))) {
            WireRecord record = new WireRecord(
                    "t",
                    0,
                    0,
                    0,
                    "r1".getBytes(StandardCharsets.UTF_8),
                    bad.getBytes(StandardCharsets.UTF_8),
                    List.of());
            assertThat(predictions.decode(record))
                    .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                            .contains("class_index"));
        }
    }

    @Test
    void aLabel_withNoValue_retracts() {
        WireRecord record = new WireRecord("t", 0, 0, 0, "r1".getBytes(StandardCharsets.UTF_8), null, List.of());

        assertThat(((Accepted<Label>) labels.decode(record)).value().truth()).isEqualTo(new Truth.Retracted());
    }

    @Test
    void nestedData_readsLikeFlatData() {
        String nested = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[[1,2],[3,4]]}]}";
        WireRecord record = new WireRecord("t", 0, 0, 0, null, nested.getBytes(StandardCharsets.UTF_8), List.of());

        Request request = ((Accepted<Request>) requests.decode(record)).value();

        assertThat(((Payload.Tensors) request.payload()).inputs().get(0).toFloats())
                .containsExactly(1, 2, 3, 4);
    }
}
