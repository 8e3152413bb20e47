package io.plumbline.trainer.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The numbers of a parameter and of its gradient, for Java to read and write.
 *
 * <p>A parameter in the CPU's memory is read and written in place, without a native copy. One on another device, or one whose
 * rows do not lie one after the other, goes through copies.
 */
final class HostMemory {
    private final PtNDArray array;
    private final boolean inPlace;

    HostMemory(NDArray array) {
        if (!(array instanceof PtNDArray torch) || array.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                    "parameter is " + array.getDataType() + ", expected " + DataType.FLOAT32 + " of PyTorch");
        }
        this.array = torch;
        this.inPlace = Device.cpu().equals(array.getDevice()) && buffersAreTheArray(array);
    }

    int size() {
        return Math.toIntExact(array.size());
    }

    void read(float[] numbers, NDManager scope) {
        if (inPlace) {
            view(array).get(numbers);
        } else {
            // Reading attaches temporary arrays to the array's manager, which for a copy is the step's.
            NDArray copy = array.duplicate();
            copy.attach(scope);
            view(copy).get(numbers);
        }
    }

    void write(float[] numbers) {
        if (inPlace) {
            view(array).put(numbers);
        } else {
            array.set(numbers);
        }
    }

    /** Reads the gradient and sets it to zero; zeros where no backward pass has reached the parameter. */
    void takeGradient(float[] numbers, NDManager scope) {
        NDArray gradient = JniUtils.getGradient(array);
        if (gradient == null) {
            Arrays.fill(numbers, 0);
            return;
        }
        // Without this it stays with the network's manager for the whole run.
        gradient.attach(scope);
        view(gradient.isSparse() ? gradient.toDense() : gradient).get(numbers);
        JniUtils.zeroGrad(array);
    }

    private static FloatBuffer view(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** Whether what is written to one buffer shows in the next: else a buffer is a copy, and writing to it moves nothing. */
    private static boolean buffersAreTheArray(NDArray array) {
        FloatBuffer buffer = view(array);
        if (!buffer.isDirect() || buffer.limit() == 0) {
            return false;
        }
        float first = buffer.get(0);
        float other = first == 0 ? 1 : 0;
        buffer.put(0, other);
        boolean shows = view(array).get(0) == other;
        buffer.put(0, first);
        return shows;
    }
}
