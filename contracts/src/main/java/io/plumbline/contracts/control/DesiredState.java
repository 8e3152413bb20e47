package io.plumbline.contracts.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which versions of one model should run, and in which roles: the value on the control topic, keyed by model.
 *
 * @param generation grows by one with every change; the first is 1
 * @param champion serves all traffic that no challenger takes
 * @param share of ids that the challenger serves, in [0, 1]; 0 without a challenger
 * @param shadows predict silently beside the champion
 * @param previous the champion before this one, to which a rollback returns; kept here because the control topic is
 *     compacted and forgets older states
 * @param versions what each version named here is, so that the evaluator needs no checkpoint store
 * @param at when the change was made
 * @param by who made it
 * @param reason why, in free words; may be empty
 * @param history the states before this one, newest first, as far back as the writer carries them
 */
public record DesiredState(
        long generation,
        String champion,
        Optional<String> challenger,
        double share,
        List<String> shadows,
        Optional<String> previous,
        Map<String, VersionInfo> versions,
        Instant at,
        String by,
        String reason,
        List<PastState> history) {
    /** A state that no champion went before. */
    public DesiredState(
            long generation,
            String champion,
            Optional<String> challenger,
            double share,
            List<String> shadows,
            Map<String, VersionInfo> versions,
            Instant at,
            String by,
            String reason) {
        this(generation, champion, challenger, share, shadows, Optional.empty(), versions, at, by, reason);
    }

    /** A state that remembers its previous champion only. */
    public DesiredState(
            long generation,
            String champion,
            Optional<String> challenger,
            double share,
            List<String> shadows,
            Optional<String> previous,
            Map<String, VersionInfo> versions,
            Instant at,
            String by,
            String reason) {
        this(generation, champion, challenger, share, shadows, previous, versions, at, by, reason, List.of());
    }

    public DesiredState {
        shadows = List.copyOf(shadows);
        versions = Map.copyOf(versions);
        history = List.copyOf(history);
        List<String> problems = new ArrayList<>();
        if (generation < 1) {
            problems.add("generation is " + generation + ", expected >= 1");
        }
        if (!(share >= 0 && share <= 1)) {
            problems.add("share is " + share + ", expected 0 to 1");
        }
        for (String version : named(champion, challenger, shadows)) {
            if (!versions.containsKey(version)) {
                problems.add("version '" + version + "' plays a role but is not described in versions");
            }
        }
        if (previous.isPresent() && !versions.containsKey(previous.get())) {
            problems.add("previous is '" + previous.get() + "', which versions does not describe");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Every version that plays a role: champion first, then challenger, then shadows. */
    public Set<String> roster() {
        return named(champion, challenger, shadows);
    }

    private static Set<String> named(String champion, Optional<String> challenger, List<String> shadows) {
        Set<String> names = new LinkedHashSet<>();
        names.add(champion);
        challenger.ifPresent(names::add);
        names.addAll(shadows);
        return names;
    }
}
