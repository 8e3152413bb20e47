package io.plumbline.evaluator.api;

import io.plumbline.evaluator.tally.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which versions of which models were seen. */
final class ModelsJson {
    private ModelsJson() {}

    static Map<String, Object> of(Set<VersionKey> versions) {
        Map<String, List<String>> byModel = new TreeMap<>();
        versions.stream()
                .filter(version -> !version.equals(VersionKey.NONE))
                .forEach(version -> byModel.computeIfAbsent(version.model(), model -> new ArrayList<>())
                        .add(version.version()));
        return Map.of(
                "models",
                byModel.entrySet().stream()
                        .map(entry -> Map.of("model", entry.getKey(), "versions", entry.getValue()))
                        .toList());
    }
}
