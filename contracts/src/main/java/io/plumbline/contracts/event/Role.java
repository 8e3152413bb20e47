package io.plumbline.contracts.event;

import java.util.Locale;
import java.util.Optional;

/** The part that a version plays: serves all traffic, serves a share of it, or predicts silently beside it. */
public enum Role {
    CHAMPION,
    CHALLENGER,
    SHADOW;

    /** The name on the wire and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> labelled(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
