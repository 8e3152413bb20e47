package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Requests to one network in one encoding, and the topics that they lie on.
 *
 * @param format OCTET_STREAM, or JSON with {@code inputs}
 * @param purpose tells apart topics for the same requests
 */
record Workload(Network network, WireFormat format, String purpose) {

    /** Different rows; more would only fill the caches of whoever writes them. */
    private static final int ROWS = 1024;

    String label() {
        return network.model() + (format == WireFormat.JSON ? "-json-" : "-octet-") + purpose;
    }

    Topics topics() {
        return new Topics("bench-" + label());
    }

    static String id(long number) {
        return String.format(Locale.ROOT, "r%08d", number);
    }

    static long number(byte[] id) {
        long number = 0;
        for (int i = 1; i < id.length; i++) {
            number = number * 10 + (id[i] - '0');
        }
        return number;
    }

    /** Makes requests in the order of their numbers; the same number always has the same row. */
    final class Source {
        private final RequestCodec codec = new RequestCodec();
        private final float[][] rows = new float[ROWS][network.elements()];

        Source() {
            Random random = new Random(11);
            for (float[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    // Three digits, as measured values have; a full float would make JSON longer than it is in use.
                    row[i] = Math.round(random.nextGaussian() * 1000) / 1000f;
                }
            }
        }

        WireMessage request(long number) {
            float[] row = rows[(int) (number % ROWS)];
            return codec.encode(new Request(id(number), Optional.of(network.model()), payload(row), format));
        }

        private Payload payload(float[] row) {
            if (format == WireFormat.JSON) {
                return new Payload.Tensors(List.of(Tensor.floats(network.input(), network.shape(1), row)));
            }
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * row.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(row);
            return new Payload.Raw(bytes);
        }
    }
}
