package io.plumbline.trainer.export.onnx;

/** ONNX Runtime will not load or run a file. */
public final class OnnxRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnnxRejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
