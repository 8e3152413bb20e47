package io.plumbline.trainer.export.graph;

/** What a value's elements are. ONNX converts nothing by itself, so a graph that mixes types holds Cast nodes. */
public enum ElementType {
    FLOAT(1),
    WHOLE(7),
    TRUTH(9);

    private final int onnx;

    ElementType(int onnx) {
        this.onnx = onnx;
    }

    /** The number in ONNX's {@code TensorProto.DataType}: FLOAT, INT64, BOOL. */
    public int onnx() {
        return onnx;
    }
}
