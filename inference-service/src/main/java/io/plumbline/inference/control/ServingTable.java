package io.plumbline.inference.control;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that serves at one moment; immutable, replaced as a whole between two batches.
 *
 * @param rosters what serves each model
 * @param awaited models that should serve and do not yet, with why; while there is one, nothing is consumed, so that no
 *     request for it is taken for one to an unknown model
 * @param refused models of which no version passed its checks, with why; they hold up no other model, so a request for one
 *     becomes a dead letter as long as there is another that serves
 */
public record ServingTable(Map<String, Roster> rosters, Map<String, String> awaited, Map<String, String> refused) {
    public static final ServingTable EMPTY = new ServingTable(Map.of(), Map.of(), Map.of());

    public ServingTable {
        rosters = Map.copyOf(rosters);
        awaited = Map.copyOf(awaited);
        refused = Map.copyOf(refused);
    }

    public Optional<Roster> roster(String model) {
        return Optional.ofNullable(rosters.get(model));
    }

    /** The model that a request without a model goes to: the only one, or none. */
    public Optional<String> onlyModel() {
        return rosters.size() == 1 ? rosters.keySet().stream().findFirst() : Optional.empty();
    }

    /** Why nothing may be consumed now, or empty when requests can be answered. */
    public Optional<String> obstacle() {
        if (!awaited.isEmpty()) {
            return Optional.of(named(awaited));
        }
        if (!rosters.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(refused.isEmpty() ? "no model is on the control topic" : named(refused));
    }

    private static String named(Map<String, String> models) {
        return new TreeMap<>(models)
                .entrySet().stream()
                        .map(entry -> "model '" + entry.getKey() + "': " + entry.getValue())
                        .collect(Collectors.joining("; "));
    }
}
