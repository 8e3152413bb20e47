package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pairs of versions of one partition: at most {@value #MAX_PAIRS} of a model. When another comes, the one that was idle for longest
 * goes, if that is a week of the requests' time; else the new one is not taken.
 *
 * <p>Threads: one at a time.
 */
public final class Pairs {
    /** Of one model. */
    static final int MAX_PAIRS = 8;

    private static final Duration IDLE = Duration.ofDays(7);

    private final Map<PairKey, PairTally> pairs = new HashMap<>();
    private final Set<PairKey> changed = new HashSet<>();
    private final List<PairKey> dropped = new ArrayList<>();

    /** Puts back a pair that was stored. */
    public void restore(PairKey key, PairTally tally) {
        pairs.put(key, tally);
    }

    /** @return false if it was an id of a pair that is not taken; then nothing has changed */
    public boolean apply(TallyUpdate update) {
        if (update instanceof TallyUpdate.Paired paired) {
            PairKey key = new PairKey(
                    paired.version().model(),
                    paired.baseline(),
                    paired.version().version(),
                    paired.metric());
            if (!pairs.containsKey(key) && !makeRoom(key.model(), paired.timeMillis())) {
                return false;
            }
            pairs.computeIfAbsent(key, absent -> new PairTally())
                    .add(paired.baselineValue(), paired.challengerValue(), paired.timeMillis());
            dropped.remove(key);
            changed.add(key);
        } else if (update instanceof TallyUpdate.PairCorrected corrected) {
            PairKey key = new PairKey(
                    corrected.version().model(),
                    corrected.baseline(),
                    corrected.version().version(),
                    corrected.metric());
            PairTally known = pairs.get(key);
            if (known != null) {
                known.correct();
                changed.add(key);
            }
        }
        return true;
    }

    private boolean makeRoom(String model, long nowMillis) {
        List<PairKey> present =
                pairs.keySet().stream().filter(key -> key.model().equals(model)).toList();
        if (present.size() < MAX_PAIRS) {
            return true;
        }
        // By key among equals: whoever replays this must drop the same.
        Optional<PairKey> idle = present.stream()
                .filter(key -> get(key).lastMillis() <= nowMillis - IDLE.toMillis())
                .min(Comparator.<PairKey>comparingLong(key -> get(key).lastMillis())
                        .thenComparing(Comparator.naturalOrder()));
        idle.ifPresent(key -> {
            pairs.remove(key);
            changed.remove(key);
            dropped.add(key);
        });
        return idle.isPresent();
    }

    public Set<PairKey> keys() {
        return Set.copyOf(pairs.keySet());
    }

    public PairTally get(PairKey key) {
        PairTally tally = pairs.get(key);
        if (tally == null) {
            throw new IllegalStateException("there is no pair " + key);
        }
        return tally;
    }

    /** Whether there is something that {@link #takeChanged()} or {@link #takeDropped()} would give. */
    public boolean hasChanged() {
        return !changed.isEmpty() || !dropped.isEmpty();
    }

    /** The pairs that changed since the last call. */
    public Set<PairKey> takeChanged() {
        Set<PairKey> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** The pairs that went since the last call. */
    public List<PairKey> takeDropped() {
        List<PairKey> taken = List.copyOf(dropped);
        dropped.clear();
        return taken;
    }
}
