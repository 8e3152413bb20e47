package io.plumbline.trainer.export.graph;

import java.util.Arrays;
import java.util.List;

/** What flows along an edge of a graph; its name is unique in the graph. */
public sealed interface Value {
    String name();

    List<Long> dimensions();

    ElementType type();

    /** One computed per run. A dimension of −1 is the batch. */
    record Activation(String name, List<Long> dimensions, ElementType type) implements Value {
        public Activation {
            dimensions = List.copyOf(dimensions);
        }

        /** Of floats. */
        public Activation(String name, List<Long> dimensions) {
            this(name, dimensions, ElementType.FLOAT);
        }
    }

    /** Floats fixed at export: parameters and scalars. Row-major; no dimensions for a scalar. Never written to. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by sameAs.
    record Floats(String name, List<Long> dimensions, float[] data) implements Value {
        public Floats {
            dimensions = List.copyOf(dimensions);
        }

        @Override
        public ElementType type() {
            return ElementType.FLOAT;
        }

        /** Whether name, dimensions and every bit are the same. */
        boolean sameAs(Floats other) {
            return name.equals(other.name) && dimensions.equals(other.dimensions) && Arrays.equals(data, other.data);
        }
    }

    /** Whole numbers fixed at export: the target of a reshape, indices. Row-major; no dimensions for a scalar. */
    record Longs(String name, List<Long> dimensions, List<Long> data) implements Value {
        public Longs {
            dimensions = List.copyOf(dimensions);
            data = List.copyOf(data);
        }

        /** A list. */
        public Longs(String name, List<Long> data) {
            this(name, List.of((long) data.size()), data);
        }

        @Override
        public ElementType type() {
            return ElementType.WHOLE;
        }
    }

    /** Yes and no, fixed at export: a mask. Row-major; no dimensions for a scalar. */
    record Truths(String name, List<Long> dimensions, List<Boolean> data) implements Value {
        public Truths {
            dimensions = List.copyOf(dimensions);
            data = List.copyOf(data);
        }

        @Override
        public ElementType type() {
            return ElementType.TRUTH;
        }
    }
}
