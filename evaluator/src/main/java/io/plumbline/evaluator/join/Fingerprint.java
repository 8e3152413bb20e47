package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * 64 bits of what a prediction says, to tell the same prediction delivered twice from two that disagree.
 *
 * <p>Over the outputs' names, datatypes, shapes and elements, the items' ids and the class index, if there is one; not over the headers, and not over the
 * encoding: a prediction in JSON and the same in protobuf are one. By chance two that differ look alike once in 2^64.
 * <p>Source: FNV-1a (Fowler, Noll, Vo), 64 bits.
 */
public final class Fingerprint {
    private static final long OFFSET_BASIS = 0xCBF2_9CE4_8422_2325L;
    private static final long PRIME = 0x0000_0100_0000_01B3L;

    private Fingerprint() {}

    public static long of(Prediction prediction) {
        long hash = OFFSET_BASIS;
        for (Tensor tensor : prediction.outputs()) {
            hash = text(hash, tensor.name());
            hash = text(hash, tensor.datatype().name());
            for (long dimension : tensor.shape()) {
                hash = number(hash, dimension);
            }
            ByteBuffer bytes = tensor.bytes();
            hash = number(hash, bytes.remaining());
            while (bytes.hasRemaining()) {
                hash = (hash ^ (bytes.get() & 0xFF)) * PRIME;
            }
        }
        for (String item : prediction.items()) {
            hash = text(hash, item);
        }
        if (prediction.classIndex().isPresent()) {
            hash = number(hash, prediction.classIndex().getAsInt());
        }
        return hash;
    }

    private static long text(long hash, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long next = number(hash, bytes.length);
        for (byte b : bytes) {
            next = (next ^ (b & 0xFF)) * PRIME;
        }
        return next;
    }

    private static long number(long hash, long number) {
        long next = hash;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            next = (next ^ (number >>> shift & 0xFF)) * PRIME;
        }
        return next;
    }
}
