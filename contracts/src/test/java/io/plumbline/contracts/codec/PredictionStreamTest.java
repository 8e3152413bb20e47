package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read as a stream of tokens or as a tree, a document is the same prediction, or is refused. */
final class PredictionStreamTest {
    private static final String USUAL = """
            {"model_name":"fashion","model_version":"v2","id":"r1","parameters":{"label":"Boot","class_index":1,\
            "role":"challenger","items":["a","b"],"other":{"x":[1,2]}},"timestamp":17,\
            "outputs":[{"name":"probabilities","datatype":"FP32","shape":[1,3],"data":[0.1,0.7,0.2]},\
            {"name":"logits","datatype":"FP64","shape":[2],"data":[-1e-3,4]}]}""";

    @Test
    void documentAsServicesWriteIt_isReadAsAStream() throws Refusal {
        assertThat(PredictionStream.read(bytes(USUAL))).isPresent();
        assertSameAsTree(USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"data\":[[0.1,0.7,0.2]]",
                "\"data\":[0.1,0.7]",
                "\"data\":[0.1,NaN,0.2]",
                "\"data\":[0.1,\"0.7\",0.2]",
                "\"data\":[0.1,1e39,0.2]",
                "\"data\":null",
            })
    void unusualData_isLeftToTheTree(String data) throws Refusal {
        String document = USUAL.replace("\"data\":[0.1,0.7,0.2]", data);
        assertThat(document).isNotEqualTo(USUAL);
        assertThat(PredictionStream.read(bytes(document))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedDocuments_areReadAlike(long seed) throws Refusal {
        Random random = new Random(seed);
        String alphabet = "{}[]\",:0123456789.eE-+ntrufalsNaNabxyz \\";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(USUAL);
            for (int damage = 0; damage < 1 + i % 2; damage++) {
                int at = random.nextInt(damaged.length());
                char put = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(at, put);
                    case 1 -> damaged.deleteCharAt(at);
                    default -> damaged.insert(at, put);
                }
            }
            String document = damaged.toString();
            if (PredictionStream.read(bytes(document)).isPresent()) {
                assertSameAsTree(document);
                read++;
            }
        }
        assertThat(read).isGreaterThan(3_000);
    }

    private static void assertSameAsTree(String document) throws Refusal {
        WireRecord record = new WireRecord("t", 0, 7, 1_000, bytes("r1"), bytes(document), List.of());
        Decoded<Prediction> decoded = new PredictionCodec().decode(record);
        Decoded<Prediction> tree;
        try {
            tree = Decoded.accepted(PredictionCodec.fromTree(record, bytes(document)));
        } catch (Refusal refusal) {
            tree = refusal.in(record.where());
        }
        assertThat(decoded).as(document).isEqualTo(tree);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
