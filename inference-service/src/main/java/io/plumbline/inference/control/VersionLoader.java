package io.plumbline.inference.control;

import io.plumbline.contracts.control.VersionInfo;

/** Brings one version from the store to the point where it may serve: verified, loaded, warmed, compared. */
public interface VersionLoader {
    Loading load(String model, String version, VersionInfo expected);

    /** Where a load ended. */
    sealed interface Loading {
        record Ready(ServedVersion version) implements Loading {}

        /** It must not serve; trying again with the same files gives the same. */
        record Refused(String reason) implements Loading {}

        /** The store did not answer; trying again later may help. */
        record Unavailable(String reason) implements Loading {}
    }
}
