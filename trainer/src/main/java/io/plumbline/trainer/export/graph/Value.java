package io.plumbline.trainer.export.graph;

import java.util.Arrays;
import java.util.List;

/** What flows along an edge of a graph; its name is unique in the graph. */
public sealed interface Value {
    String name();

    /** One computed per run. A dimension of −1 is the batch. */
    record Activation(String name, List<Long> dimensions) implements Value {
        public Activation {
            dimensions = List.copyOf(dimensions);
        }
    }

    /** Floats fixed at export: parameters and scalars. Row-major; no dimensions for a scalar. Never written to. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by sameAs.
    record Floats(String name, List<Long> dimensions, float[] data) implements Value {
        public Floats {
            dimensions = List.copyOf(dimensions);
        }

        /** Whether name, dimensions and every bit are the same. */
        boolean sameAs(Floats other) {
            return name.equals(other.name) && dimensions.equals(other.dimensions) && Arrays.equals(data, other.data);
        }
    }

    /** A list of whole numbers fixed at export: the target of a reshape. */
    record Longs(String name, List<Long> data) implements Value {
        public Longs {
            data = List.copyOf(data);
        }
    }
}
