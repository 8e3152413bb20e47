package io.plumbline.evaluator.join;

import io.plumbline.evaluator.tally.VersionKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is known of one id: what each version predicted, and the newest label.
 *
 * @param keepUntilMillis when the row may go, since the epoch: every new prediction moves it on
 */
public record JoinRow(
        SortedMap<VersionKey, HeldPrediction> predictions, Optional<HeldLabel> label, long keepUntilMillis) {
    /** The row of an id of which nothing was seen. */
    public static final JoinRow EMPTY = new JoinRow(new TreeMap<>(), Optional.empty(), 0);

    public JoinRow {
        predictions = Collections.unmodifiableSortedMap(new TreeMap<>(predictions));
    }

    public boolean isEmpty() {
        return predictions.isEmpty() && label.isEmpty();
    }

    /** Whether a label waits in this row for the class names of one of its versions. */
    public boolean awaitsNames() {
        for (HeldPrediction held : predictions.values()) {
            if (held.verdict() instanceof Verdict.AwaitingNames) {
                return true;
            }
        }
        return false;
    }

    JoinRow with(VersionKey version, HeldPrediction prediction) {
        SortedMap<VersionKey, HeldPrediction> next = new TreeMap<>(predictions);
        next.put(version, prediction);
        return new JoinRow(next, label, keepUntilMillis);
    }

    JoinRow with(HeldLabel next) {
        return new JoinRow(predictions, Optional.of(next), keepUntilMillis);
    }

    JoinRow keptUntil(long millis) {
        return new JoinRow(predictions, label, Math.max(keepUntilMillis, millis));
    }
}
