package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;

/** Layers one after another as an experiment lists them; each is told the shape that the ones before it leave. */
public final class LayerList {
    private final String path;
    private final List<Entry> entries;

    private LayerList(String path, List<Entry> entries) {
        this.path = path;
        this.entries = List.copyOf(entries);
    }

    /** One entry with its type, for messages. */
    private record Entry(String type, Layer layer) {}

    /** Reads the list under {@code layers}. */
    public static LayerList from(Settings section, String path) {
        List<Entry> entries = new ArrayList<>();
        List<Settings> sections = section.sections("layers");
        for (int i = 0; i < sections.size(); i++) {
            String type = sections.get(i).choice("type", LayerTypes.NAMES);
            if (LayerTypes.NAMES.contains(type)) {
                entries.add(new Entry(type, LayerTypes.from(type, sections.get(i), path + "[" + i + "]")));
            }
        }
        if (sections.isEmpty()) {
            section.problem("layers", "is empty, expected a list of layers, each one of " + LayerTypes.NAMES);
        }
        return new LayerList(path, entries);
    }

    /**
     * The layers over inputs of this shape, the batch first.
     *
     * @throws IllegalArgumentException naming the first layer that cannot take what the ones before it leave
     */
    public SequentialBlock over(Shape shape) {
        SequentialBlock block = new SequentialBlock();
        Shape current = shape;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            try {
                Block layer = entry.layer().over(current);
                Shape next = layer.getOutputShapes(new Shape[] {current})[0];
                for (long size : next.getShape()) {
                    if (size < 1) {
                        throw new IllegalArgumentException("nothing would be left: " + next.slice(1));
                    }
                }
                block.add(layer);
                current = next;
            } catch (RuntimeException refused) {
                throw new IllegalArgumentException(
                        "%s[%d] is '%s' over rows of shape %s: %s"
                                .formatted(path, i, entry.type(), current.slice(1), refused.getMessage()),
                        refused);
            }
        }
        return block;
    }
}
