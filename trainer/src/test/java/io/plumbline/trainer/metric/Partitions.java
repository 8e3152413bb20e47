package io.plumbline.trainer.metric;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Partitions of which only the truth matters. */
final class Partitions {
    private Partitions() {}

    /** One item per target. */
    static Partition rows(float... targets) {
        int[] starts = new int[targets.length + 1];
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            starts[i + 1] = i + 1;
            examples.add(new Example("r" + i, new Payload.Row(Map.of()), new Truth.Value(targets[i])));
        }
        return new Partition(0, new float[0], targets, starts, examples);
    }

    /** One query per list of grades. */
    static Partition queries(float[]... grades) {
        int[] starts = new int[grades.length + 1];
        List<Example> examples = new ArrayList<>();
        for (int query = 0; query < grades.length; query++) {
            starts[query + 1] = starts[query] + grades[query].length;
            List<Payload.Item> items = new ArrayList<>();
            for (int i = 0; i < grades[query].length; i++) {
                items.add(new Payload.Item("i" + i, Map.of()));
            }
            examples.add(new Example("q" + query, new Payload.Items(items), new Truth.Value(0)));
        }
        float[] targets = new float[starts[grades.length]];
        for (int query = 0; query < grades.length; query++) {
            System.arraycopy(grades[query], 0, targets, starts[query], grades[query].length);
        }
        return new Partition(0, new float[0], targets, starts, examples);
    }
}
