package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.drift.Profile;
import io.plumbline.evaluator.drift.Profiles;
import io.plumbline.evaluator.drift.Rosters;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.Optional;

/** What drift is measured against: which versions play a role, and how their training was. */
record DriftSources(Profiles profiles, Rosters rosters) {
    /** The profile of a version that plays a role and whose checkpoint is in the store. */
    Optional<Profile> profile(VersionKey version) {
        return rosters.checkpoint(version.model(), version.version())
                .flatMap(checkpoint -> profiles.of(version, checkpoint));
    }
}
