package io.plumbline.contracts.event;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** What a request asks a model to score; always one item: one row, one image, one ranking query. */
public sealed interface Payload {
    /** The model's input tensors by name, with a batch axis of 1 (or of the number of items, for ranking). */
    record Tensors(List<Tensor> inputs) implements Payload {
        public Tensors {
            inputs = List.copyOf(inputs);
        }
    }

    /** One row by feature name; the manifest's preprocessing turns it into a tensor. */
    record Row(Map<String, FeatureValue> features) implements Payload {
        public Row {
            features = Map.copyOf(features);
        }
    }

    /** The candidates of one ranking query, in the order served. */
    record Items(List<Item> items) implements Payload {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** The encoded elements of the model's one input tensor: row-major, little-endian, shape from the manifest. */
    record Raw(ByteBuffer bytes) implements Payload {}

    /** One candidate of a ranking query. */
    record Item(String item, Map<String, FeatureValue> features) {
        public Item {
            features = Map.copyOf(features);
        }
    }
}
