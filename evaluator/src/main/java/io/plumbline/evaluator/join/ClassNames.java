package io.plumbline.evaluator.join;

import io.plumbline.evaluator.tally.VersionKey;
import java.util.List;
import java.util.Optional;

/** What the control topic says of a version's classes. */
@FunctionalInterface
public interface ClassNames {
    /** No version is known yet. */
    ClassNames NONE = version -> Optional.empty();

    /**
     * The names by class index; an empty list for a version that is known to have none (it is no classifier); empty for a
     * version that no control record has named yet.
     */
    Optional<List<String>> of(VersionKey version);
}
