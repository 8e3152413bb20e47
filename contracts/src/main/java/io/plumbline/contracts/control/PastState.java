package io.plumbline.contracts.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a desired state remembers of one before it: who played which role, and how that came about.
 *
 * @param checkpoint sha256 of the champion's ONNX file, so that going back to it can prove that it is the same
 * @param reason cut to {@link #REASON_LENGTH} characters
 */
public record PastState(
        long generation,
        String champion,
        String checkpoint,
        Optional<String> challenger,
        double share,
        List<String> shadows,
        Instant at,
        String by,
        String reason) {
    /** A record on the control topic carries many of these. */
    public static final int REASON_LENGTH = 200;

    public PastState {
        shadows = List.copyOf(shadows);
        reason = reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH - 1) + "…";
    }

    public static PastState of(DesiredState state) {
        VersionInfo champion = state.versions().get(state.champion());
        if (champion == null) {
            throw new IllegalArgumentException("champion '" + state.champion() + "' is not described in versions");
        }
        return new PastState(
                state.generation(),
                state.champion(),
                champion.checkpoint(),
                state.challenger(),
                state.share(),
                state.shadows(),
                state.at(),
                state.by(),
                state.reason());
    }
}
