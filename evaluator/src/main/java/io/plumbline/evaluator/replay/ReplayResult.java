package io.plumbline.evaluator.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a replay found.
 *
 * @param cells counters and statistics that were held against each other
 * @param notCompared what was left out, and why
 */
public record ReplayResult(
        List<Integer> partitions,
        long predictions,
        long labels,
        long cells,
        List<String> notCompared,
        Optional<Difference> difference) {
    public ReplayResult {
        partitions = List.copyOf(partitions);
        notCompared = List.copyOf(notCompared);
    }

    public boolean equal() {
        return difference.isEmpty();
    }

    /** As it is printed with {@code -o json}. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("equal", equal());
        json.put("partitions", partitions);
        json.put("predictions", predictions);
        json.put("labels", labels);
        json.put("cells", cells);
        json.put("notCompared", notCompared);
        difference.ifPresent(found -> json.put("difference", found.json()));
        return json;
    }
}
