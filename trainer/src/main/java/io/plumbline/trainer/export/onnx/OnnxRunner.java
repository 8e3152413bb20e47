package io.plumbline.trainer.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs an ONNX file with one float input and one float output on ONNX Runtime.
 *
 * <p>Shape: {@code float32[batch, ...]} in and out, row-major. Threads: one caller at a time.
 */
public final class OnnxRunner implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** @throws OnnxRejectedException if ONNX Runtime cannot load the bytes */
    public OnnxRunner(byte[] onnx) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            session = environment.createSession(onnx, options);
        } catch (OrtException rejected) {
            throw new OnnxRejectedException("ONNX Runtime does not load the model: " + rejected.getMessage(), rejected);
        }
    }

    /**
     * The answers to some rows.
     *
     * @param shape of {@code rows}, the batch first
     * @throws OnnxRejectedException if the run fails
     */
    public float[] run(float[] rows, long[] shape) {
        return runAll(rows, shape).values().iterator().next();
    }

    /** Every output by its name, the graph's own first. */
    public Map<String, float[]> runAll(float[] rows, long[] shape) {
        String input = session.getInputNames().iterator().next();
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] copy = new float[numbers.remaining()];
                numbers.get(copy);
                outputs.put(output.getKey(), copy);
            }
            return outputs;
        } catch (OrtException failed) {
            throw new OnnxRejectedException("ONNX Runtime does not run the model: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException("ONNX Runtime session does not close", failed);
        }
    }
}
