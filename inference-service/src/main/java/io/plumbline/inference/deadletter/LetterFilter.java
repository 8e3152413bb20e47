package io.plumbline.inference.deadletter;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant: those that meet every condition given.
 *
 * @param reasons labels of reasons; empty for any
 * @param models empty for any, and for letters that name none
 * @param since the original's time is not before
 * @param until the original's time is before
 * @param positions empty for any
 */
public record LetterFilter(
        Set<String> reasons,
        Set<String> models,
        Optional<Instant> since,
        Optional<Instant> until,
        Set<Position> positions) {
    public static final LetterFilter ALL =
            new LetterFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Set.of());

    public LetterFilter {
        reasons = Set.copyOf(reasons);
        models = Set.copyOf(models);
        positions = Set.copyOf(positions);
    }

    public boolean matches(Letter letter) {
        return (positions.isEmpty() || positions.contains(letter.position()))
                && since.map(from -> !letter.time().isBefore(from)).orElse(true)
                && until.map(to -> letter.time().isBefore(to)).orElse(true)
                && (models.isEmpty() || letter.model().map(models::contains).orElse(false))
                && (reasons.isEmpty() || reasons.contains(letter.reason()));
    }
}
