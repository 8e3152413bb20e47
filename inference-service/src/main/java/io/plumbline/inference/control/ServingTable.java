package io.plumbline.inference.control;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that serves at one moment; immutable, replaced as a whole between two batches.
 *
 * @param rosters what serves each model
 * @param awaited models that should serve and do not yet, with why; while there is one, nothing is consumed, so that no
 *     request for it is taken for one to an unknown model
 */
public record ServingTable(Map<String, Roster> rosters, Map<String, String> awaited) {
    public static final ServingTable EMPTY = new ServingTable(Map.of(), Map.of());

    public ServingTable {
        rosters = Map.copyOf(rosters);
        awaited = Map.copyOf(awaited);
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
            StringBuilder why = new StringBuilder();
            new TreeMap<>(awaited).forEach((model, reason) -> why.append(why.isEmpty() ? "" : "; ")
                    .append("model '")
                    .append(model)
                    .append("': ")
                    .append(reason));
            return Optional.of(why.toString());
        }
        return rosters.isEmpty() ? Optional.of("no model is on the control topic") : Optional.empty();
    }
}
