package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.Span;
import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cohorts of one partition. Those in which labels are awaited, or were until lately, are apart; what is older than that is
 * settled, one cohort for each version. Nothing is ever lost: an update of a time that is settled goes there.
 *
 * <p>Time is cut as it was when the partition was first worked on, whatever the configuration says later: a label must be taken away
 * where it was counted. Since when it is settled only ever moves on.
 *
 * <p>Threads: one at a time.
 */
public final class Cohorts {
    private static final Cohort.Part[] PARTS = Cohort.Part.values();

    private final Map<CohortKey, Cohort> cohorts = new HashMap<>();
    private Spans spans;
    private long floorMillis = Long.MIN_VALUE;

    /** For a partition of which nothing is stored. */
    public Cohorts(Spans spans) {
        this.spans = spans;
    }

    /** Puts back a cohort that was stored. */
    public void restore(CohortKey key, byte[] stored) {
        cohorts.put(key, decode(stored));
    }

    /** Applies an update, if it is of a cohort; adds the key of the one that it changed to {@code changed}. */
    public void apply(TallyUpdate update, Set<CohortKey> changed) {
        if (update instanceof TallyUpdate.Expect expect) {
            at(expect, expect.timeMillis(), changed).predicted(expect.said());
        } else if (update instanceof TallyUpdate.Realise realise) {
            at(realise, realise.timeMillis(), changed)
                    .labelled(realise.said(), realise.actual(), realise.delayMillis());
        } else if (update instanceof TallyUpdate.Unrealise unrealise) {
            at(unrealise, unrealise.timeMillis(), changed)
                    .unlabelled(unrealise.said(), unrealise.actual(), unrealise.delayMillis());
        }
    }

    private Cohort at(TallyUpdate update, long timeMillis, Set<CohortKey> changed) {
        Span span = spans.at(timeMillis);
        CohortKey key = new CohortKey(update.version(), span.startMillis() < floorMillis ? Span.SETTLED : span);
        changed.add(key);
        return cohorts.computeIfAbsent(key, absent -> new Cohort());
    }

    /**
     * Settles the cohorts that are old enough now.
     *
     * @param changed gets the keys of the settled cohorts that took them in
     * @return the keys of those that are no longer apart
     */
    public List<CohortKey> settle(long nowMillis, Set<CohortKey> changed) {
        List<CohortKey> old = new ArrayList<>();
        long floor = Math.max(floorMillis, spans.floorMillis(nowMillis));
        for (CohortKey key : cohorts.keySet()) {
            if (!key.span().settled() && key.span().startMillis() < floor) {
                old.add(key);
            }
        }
        for (CohortKey key : old) {
            CohortKey settled = new CohortKey(key.version(), Span.SETTLED);
            cohorts.computeIfAbsent(settled, absent -> new Cohort()).merge(get(key));
            cohorts.remove(key);
            changed.add(settled);
        }
        floorMillis = floor;
        return old;
    }

    public Cohort get(CohortKey key) {
        Cohort cohort = cohorts.get(key);
        if (cohort == null) {
            throw new IllegalStateException("there is no cohort " + key);
        }
        return cohort;
    }

    public Set<CohortKey> keys() {
        return Set.copyOf(cohorts.keySet());
    }

    /** As a stored cohort, to be given to {@link #restore}. */
    public byte[] stored(CohortKey key) {
        Map<Cohort.Part, long[]> states = get(key).states();
        StoredBytes out = new StoredBytes().number(states.size());
        states.forEach((part, state) -> out.number(part.ordinal()).numbers(state));
        return out.toBytes();
    }

    private static Cohort decode(byte[] stored) {
        StoredReader in = new StoredReader(stored);
        Map<Cohort.Part, long[]> states = new EnumMap<>(Cohort.Part.class);
        int parts = in.number(0, PARTS.length);
        for (int i = 0; i < parts; i++) {
            states.put(PARTS[in.number(0, PARTS.length - 1)], in.numbers());
        }
        in.end();
        return Cohort.of(states);
    }

    /** How time is cut, and what is settled, as bytes. */
    public byte[] cut() {
        return new StoredBytes().number(spans.widthMillis()).number(floorMillis).toBytes();
    }

    /**
     * Puts back what {@link #cut()} gave.
     *
     * @throws IllegalArgumentException if it cannot have given these
     */
    public void restoreCut(byte[] stored) {
        StoredReader in = new StoredReader(stored);
        spans = new Spans(spans.horizon(), in.number());
        floorMillis = in.number();
        in.end();
    }
}
