package io.plumbline.inference.model;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request as rows of the graph's inputs: checked, encoded, ready to share a native call with others of its version.
 *
 * @param rows 1, or the number of candidates of a ranking query
 * @param inputs one buffer per input of the manifest, in its order: row-major, little-endian, {@code rows} rows
 * @param items the candidates' ids in request order, for ranking; else empty
 */
public record Prepared(int rows, List<ByteBuffer> inputs, List<String> items) {
    public Prepared {
        inputs = List.copyOf(inputs);
        items = List.copyOf(items);
        if (rows < 1) {
            throw new IllegalArgumentException("rows is " + rows + ", expected >= 1");
        }
    }
}
