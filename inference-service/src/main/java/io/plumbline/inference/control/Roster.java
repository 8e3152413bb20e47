package io.plumbline.inference.control;

import io.plumbline.contracts.control.IdShare;
import io.plumbline.contracts.event.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The loaded versions of one model in their roles, as one generation of its desired state names them.
 *
 * @param share of ids that the challenger answers, in [0, 1]
 */
public record Roster(
        String model,
        long generation,
        ServedVersion champion,
        Optional<ServedVersion> challenger,
        double share,
        List<ServedVersion> shadows) {
    public Roster {
        shadows = List.copyOf(shadows);
    }

    /** Who answers that id: the same version on every instance. */
    public Role answering(String id) {
        return challenger.isPresent() && IdShare.of(id) < share ? Role.CHALLENGER : Role.CHAMPION;
    }

    /** Champion, then challenger, then shadows; a version in two roles occurs once for each. */
    public List<ServedVersion> all() {
        List<ServedVersion> all = new ArrayList<>();
        all.add(champion);
        challenger.ifPresent(all::add);
        all.addAll(shadows);
        return all;
    }

    /**
     * How long a worker should be busy with a batch of that many requests: champion and challenger with what they share,
     * one after the other. Shadows have a thread of their own. 0 while nothing is known.
     */
    public long expectedNanos(int size) {
        double challenged = challenger.isPresent() ? size * share : 0;
        int toChampion = size - (int) challenged;
        long nanos = toChampion > 0 ? champion.times().nanos(toChampion) : 0;
        if (challenger.isPresent() && challenged > 0) {
            nanos += challenger.get().times().nanos((int) Math.ceil(challenged));
        }
        return nanos;
    }

    /** The names of the versions, champion first, each once. */
    public List<String> versions() {
        return all().stream().map(ServedVersion::version).distinct().toList();
    }
}
