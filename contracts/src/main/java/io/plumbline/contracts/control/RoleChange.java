package io.plumbline.contracts.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody's change of who plays which role: from one desired state to the next.
 *
 * <p>A version plays one role at a time. A shadow may become challenger, and either may become champion; there is at most
 * one challenger. Each method returns empty when the roles are so already.
 *
 * @param by who makes it
 * @param reason why, in free words; may be empty
 */
public record RoleChange(String by, String reason, Instant at) {
    /** How many past states a desired state carries: the control topic is compacted and forgets them. */
    public static final int HISTORY = 20;

    /**
     * Makes a version that plays no role the champion.
     *
     * @param before empty for a model that has no state
     * @throws RoleConflictException if it is challenger or shadow, which are promoted instead
     */
    public Optional<DesiredState> swap(Optional<DesiredState> before, String version, VersionInfo info) {
        if (before.isEmpty()) {
            return Optional.of(new DesiredState(
                    1, version, Optional.empty(), 0, List.of(), Map.of(version, info), at, by, reason));
        }
        DesiredState now = before.get();
        if (now.champion().equals(version)) {
            return isDescribed(now, version, info)
                    ? Optional.empty()
                    : Optional.of(crown(now, version, Map.of(version, info), now.previous(), reason));
        }
        if (now.roster().contains(version)) {
            throw new RoleConflictException("'" + version + "' is " + role(now, version) + " of generation "
                    + now.generation() + "; promote it, or end that role first");
        }
        return Optional.of(crown(now, version, Map.of(version, info), Optional.of(now.champion()), reason));
    }

    /**
     * Lets a version answer a share of the ids; changes the share of one that does already.
     *
     * @param share of the ids, above 0 and below 1
     * @throws RoleConflictException if it is the champion, or there is another challenger, or the share is no share
     */
    public Optional<DesiredState> challenge(DesiredState now, String version, VersionInfo info, double share) {
        if (!(share > 0 && share < 1)) {
            throw new RoleConflictException("share is " + share + ", expected more than 0 and less than 1"
                    + "; to give it all ids promote it, to give it none end the challenge");
        }
        notChampion(now, version, "challenge itself");
        if (now.challenger().isPresent() && !now.challenger().get().equals(version)) {
            throw new RoleConflictException("'" + now.challenger().get() + "' is the challenger with a share of "
                    + now.share() + "; there is one at a time: promote it or end its challenge first");
        }
        boolean same = now.challenger().isPresent() && now.share() == share && isDescribed(now, version, info);
        return same
                ? Optional.empty()
                : Optional.of(next(
                        now,
                        now.champion(),
                        Optional.of(version),
                        share,
                        without(now.shadows(), version),
                        now.previous(),
                        Map.of(version, info),
                        reason));
    }

    /** @throws RoleConflictException if {@code version} is given and another one is the challenger */
    public Optional<DesiredState> endChallenge(DesiredState now, Optional<String> version) {
        if (version.isPresent()
                && now.challenger().isPresent()
                && !now.challenger().equals(version)) {
            throw new RoleConflictException(
                    "the challenger is '" + now.challenger().get() + "', not '" + version.get() + "'");
        }
        return now.challenger().isEmpty()
                ? Optional.empty()
                : Optional.of(next(
                        now, now.champion(), Optional.empty(), 0, now.shadows(), now.previous(), Map.of(), reason));
    }

    /**
     * Lets a version predict silently beside the champion.
     *
     * @throws RoleConflictException if it is the champion or the challenger
     */
    public Optional<DesiredState> shadow(DesiredState now, String version, VersionInfo info) {
        notChampion(now, version, "shadow itself");
        if (now.challenger().equals(Optional.of(version))) {
            throw new RoleConflictException(
                    "'" + version + "' is the challenger and answers requests" + "; end its challenge first");
        }
        if (now.shadows().contains(version) && isDescribed(now, version, info)) {
            return Optional.empty();
        }
        List<String> shadows = new ArrayList<>(without(now.shadows(), version));
        shadows.add(version);
        return Optional.of(next(
                now,
                now.champion(),
                now.challenger(),
                now.share(),
                shadows,
                now.previous(),
                Map.of(version, info),
                reason));
    }

    /** @param version empty for every shadow */
    public Optional<DesiredState> endShadow(DesiredState now, Optional<String> version) {
        List<String> left = version.map(name -> without(now.shadows(), name)).orElse(List.of());
        return left.size() == now.shadows().size()
                ? Optional.empty()
                : Optional.of(next(
                        now, now.champion(), now.challenger(), now.share(), left, now.previous(), Map.of(), reason));
    }

    /**
     * Makes the challenger or a shadow the champion; the champion becomes the previous one.
     *
     * @param version empty for the challenger
     * @throws RoleConflictException if there is no challenger, or the version plays no role
     */
    public Optional<DesiredState> promote(DesiredState now, Optional<String> version) {
        String promoted = version.or(now::challenger)
                .orElseThrow(() -> new RoleConflictException("there is no challenger to promote"
                        + (now.shadows().isEmpty() ? "" : ", name one of the shadows " + now.shadows())));
        if (promoted.equals(now.champion())) {
            return Optional.empty();
        }
        if (!now.roster().contains(promoted)) {
            throw new RoleConflictException("'" + promoted
                    + "' plays no role, expected the challenger or a shadow: one of "
                    + without(List.copyOf(now.roster()), now.champion()) + "; a version without a role is swapped in");
        }
        return Optional.of(crown(now, promoted, Map.of(), Optional.of(now.champion()), reason));
    }

    /**
     * Goes back to a champion of before.
     *
     * @param version must be described: the previous one is in {@code now}
     */
    public Optional<DesiredState> rollback(DesiredState now, String version, Map<String, VersionInfo> described) {
        String why = reason.isEmpty() ? "rollback from " + now.champion() : reason;
        return version.equals(now.champion())
                ? Optional.empty()
                : Optional.of(crown(now, version, described, Optional.of(now.champion()), why));
    }

    /** The state before a refused one, as a new generation. */
    public DesiredState takeBack(DesiredState refused, DesiredState before) {
        return next(
                refused,
                before.champion(),
                before.challenger(),
                before.share(),
                before.shadows(),
                before.previous(),
                before.versions(),
                reason);
    }

    private DesiredState crown(
            DesiredState now,
            String version,
            Map<String, VersionInfo> described,
            Optional<String> previous,
            String why) {
        Optional<String> challenger = now.challenger().filter(other -> !other.equals(version));
        return next(
                now,
                version,
                challenger,
                challenger.isPresent() ? now.share() : 0,
                without(now.shadows(), version),
                previous,
                described,
                why);
    }

    private DesiredState next(
            DesiredState now,
            String champion,
            Optional<String> challenger,
            double share,
            List<String> shadows,
            Optional<String> previous,
            Map<String, VersionInfo> described,
            String why) {
        Map<String, VersionInfo> versions = new HashMap<>(now.versions());
        versions.putAll(described);
        Set<String> named =
                Set.copyOf(Stream.of(Stream.of(champion), challenger.stream(), shadows.stream(), previous.stream())
                        .flatMap(names -> names)
                        .distinct()
                        .toList());
        versions.keySet().retainAll(named);
        List<PastState> history = Stream.concat(Stream.of(PastState.of(now)), now.history().stream())
                .limit(HISTORY)
                .toList();
        return new DesiredState(
                now.generation() + 1, champion, challenger, share, shadows, previous, versions, at, by, why, history);
    }

    private static boolean isDescribed(DesiredState now, String version, VersionInfo info) {
        VersionInfo known = now.versions().get(version);
        return known != null && known.checkpoint().equals(info.checkpoint());
    }

    private static void notChampion(DesiredState now, String version, String what) {
        if (now.champion().equals(version)) {
            throw new RoleConflictException(
                    "'" + version + "' is the champion of generation " + now.generation() + " and cannot " + what);
        }
    }

    private static String role(DesiredState now, String version) {
        return now.challenger().equals(Optional.of(version)) ? "the challenger" : "a shadow";
    }

    private static List<String> without(List<String> versions, String version) {
        return versions.stream().filter(name -> !name.equals(version)).toList();
    }
}
