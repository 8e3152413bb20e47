package io.plumbline.evaluator.drift;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which versions of each model play a role now, by the newest control records.
 *
 * <p>Threads: any.
 */
public final class Rosters {
    private final Map<String, Map<String, String>> byModel = new ConcurrentHashMap<>();

    public void put(String model, DesiredState state) {
        byModel.put(
                model,
                state.roster().stream()
                        .collect(Collectors.toUnmodifiableMap(version -> version, version -> Optional.ofNullable(
                                        state.versions().get(version))
                                .map(VersionInfo::checkpoint)
                                .orElse(""))));
    }

    /** The versions of a model, each with the sha256 of its ONNX file; none for an unknown model. */
    public Map<String, String> of(String model) {
        return byModel.getOrDefault(model, Map.of());
    }

    /** The sha256 of a version's ONNX file; empty for one that plays no role. */
    public Optional<String> checkpoint(String model, String version) {
        return Optional.ofNullable(of(model).get(version));
    }

    /** The one model there is, to which requests go that name none. */
    public Optional<String> onlyModel() {
        return byModel.size() == 1 ? byModel.keySet().stream().findFirst() : Optional.empty();
    }
}
