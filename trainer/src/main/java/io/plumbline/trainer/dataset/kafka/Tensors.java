package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.trainer.dataset.image.ImageShape;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Requests that carry one image as a tensor: its bare bytes (FP32), or an Open Inference Protocol tensor of any datatype. */
final class Tensors {
    private Tensors() {}

    /** Why a payload is no image of a shape. */
    static Optional<String> problem(Payload payload, ImageShape shape) {
        if (payload instanceof Payload.Raw raw) {
            int expected = shape.size() * Float.BYTES;
            if (raw.bytes().remaining() != expected) {
                return Optional.of("the request has " + raw.bytes().remaining() + " bytes, expected " + expected
                        + " for FP32" + shape);
            }
        } else if (payload instanceof Payload.Tensors tensors
                && tensors.inputs().size() == 1) {
            long[] expected = {1, shape.channels(), shape.height(), shape.width()};
            Tensor tensor = tensors.inputs().get(0);
            if (!Arrays.equals(tensor.shape(), expected)) {
                return Optional.of("the request's tensor is " + tensor + ", expected " + Arrays.toString(expected));
            }
        } else {
            return Optional.of("the request carries " + payload.getClass().getSimpleName()
                    + ", expected one tensor as data.shape is set");
        }
        for (float value : values(payload)) {
            if (!Float.isFinite(value)) {
                return Optional.of("the request's tensor has a " + value + ", expected finite numbers");
            }
        }
        return Optional.empty();
    }

    /** The numbers of a payload without a problem. */
    static float[] values(Payload payload) {
        if (payload instanceof Payload.Raw raw) {
            FloatBuffer floats =
                    raw.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return values;
        }
        return payload instanceof Payload.Tensors tensors
                ? tensors.inputs().get(0).toFloats()
                : new float[0];
    }
}
