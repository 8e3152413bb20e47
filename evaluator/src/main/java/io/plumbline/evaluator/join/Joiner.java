package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an event does to the row of its id, and to the tallies. Pure: the same row and event give the same step.
 *
 * <p>Why the sums do not depend on the order of arrival (while rows live, and where no two predictions of one version
 * conflict): (1) a row ends at the newest label by {@link LabelOrder}, a total order, whatever came between; (2) each
 * prediction counts at that label once, for a change of label first removes the stored contribution and then adds the
 * new one; (3) the tallies' sums are of integers.
 *
 * <p>A retraction has no revision. It withdraws every label before it in the partition, so it takes the revision of the
 * label it finds; a label counts again if it is newer than that.
 */
public final class Joiner {
    private final Horizons horizons;
    private final Judge judge;
    private final Pairing pairing;

    public Joiner(Horizons horizons, ClassNames names) {
        this(horizons, names, Map.of());
    }

    /** @param errorScales as in {@link io.plumbline.evaluator.compare.ComparisonConfig} */
    public Joiner(Horizons horizons, ClassNames names, Map<String, Double> errorScales) {
        this.horizons = horizons;
        this.judge = new Judge(names);
        this.pairing = new Pairing(errorScales);
    }

    /**
     * A row's next state and what changes in the tallies.
     *
     * @param row empty when nothing of the id has to be kept any longer
     */
    public record Step(Optional<JoinRow> row, List<TallyUpdate> updates) {
        public Step {
            updates = List.copyOf(updates);
        }
    }

    public Step apply(JoinRow row, JoinEvent event) {
        List<TallyUpdate> updates = new ArrayList<>();
        JoinRow next;
        if (event instanceof JoinEvent.Predicted predicted) {
            next = predicted(row, predicted, updates);
        } else if (event instanceof JoinEvent.Labelled labelled) {
            next = labelled(row, labelled, updates);
        } else if (event instanceof JoinEvent.TimePassed time) {
            if (time.nowMillis() >= row.keepUntilMillis()) {
                expire(pairing.pair(mature(row, Long.MAX_VALUE, updates), updates), updates);
                return new Step(Optional.empty(), updates);
            }
            next = mature(row, time.nowMillis(), updates);
        } else {
            next = judged(row, row.label(), updates);
        }
        next = pairing.pair(next, updates);
        return new Step(next.isEmpty() ? Optional.empty() : Optional.of(next), updates);
    }

    /** When the clock next matters to this row, in milliseconds since the epoch: a prediction matures, or the row ends. */
    public long dueMillis(JoinRow row) {
        long due = row.keepUntilMillis();
        for (Map.Entry<VersionKey, HeldPrediction> entry : row.predictions().entrySet()) {
            if (!entry.getValue().matured()) {
                due = Math.min(due, maturesAt(entry.getKey(), entry.getValue()));
            }
        }
        return Math.max(0, due);
    }

    private long maturesAt(VersionKey version, HeldPrediction held) {
        return later(held.timeMillis(), horizons.maturity().of(version.model()).toMillis());
    }

    private JoinRow predicted(JoinRow row, JoinEvent.Predicted event, List<TallyUpdate> updates) {
        VersionKey version = event.version();
        HeldPrediction known = row.predictions().get(version);
        if (known != null) {
            boolean same = known.fingerprint() == event.fingerprint();
            count(updates, version, same ? Counter.DUPLICATE_PREDICTION : Counter.CONFLICTING_PREDICTION);
            return row;
        }
        long time = event.timeMillis();
        if (time > event.wallMillis()) {
            count(updates, version, Counter.FUTURE_TIMESTAMP);
            time = event.wallMillis();
        }
        updates.add(new TallyUpdate.Enter(version, View.PROVISIONAL, time));
        updates.add(new TallyUpdate.Expect(version, time, event.outcome().said()));
        boolean labelFirst = row.label().filter(label -> !label.retracted()).isPresent();
        HeldPrediction held = new HeldPrediction(
                event.fingerprint(),
                event.outcome(),
                event.role(),
                time,
                labelFirst,
                false,
                PairRole.NONE,
                new Verdict.Unlabelled());
        Verdict verdict = judge.judge(version, held.outcome(), row.label());
        turn(version, held, verdict, updates);
        Delays.turn(version, held, verdict, row.label(), row.label(), updates);
        return row.with(version, held.judged(verdict))
                .keptUntil(later(event.nowMillis(), horizons.join().toMillis()));
    }

    private JoinRow labelled(JoinRow row, JoinEvent.Labelled event, List<TallyUpdate> updates) {
        count(updates, VersionKey.NONE, Counter.LABELS);
        if (event.future()) {
            count(updates, VersionKey.NONE, Counter.FUTURE_TIMESTAMP);
        }
        Optional<HeldLabel> known = row.label();
        boolean retraction = event.truth() instanceof Truth.Retracted;
        LabelOrder order = retraction ? afterAllBefore(event.order(), known) : event.order();
        long arrived = retraction ? Long.MAX_VALUE : event.arrivedMillis();
        long first = known.map(old -> Math.min(old.firstMillis(), arrived)).orElse(arrived);
        HeldLabel label = new HeldLabel(event.truth(), order, first);
        if (known.isPresent()) {
            HeldLabel old = known.get();
            boolean newer = order.compareTo(old.order()) > 0;
            if (old.truth().equals(label.truth()) && old.order().revision() == order.revision()) {
                count(updates, VersionKey.NONE, Counter.DUPLICATE_LABEL);
                // The later statement of the same truth is what an even later one must beat.
                return judged(row.with(newer ? label : old.seen(first)), known, updates);
            }
            if (!newer) {
                count(updates, VersionKey.NONE, Counter.STALE_LABEL);
                return judged(row.with(old.seen(first)), known, updates);
            }
            if (!retraction && !old.retracted()) {
                count(updates, VersionKey.NONE, Counter.CORRECTED_LABEL);
            }
        }
        if (retraction) {
            count(updates, VersionKey.NONE, Counter.RETRACTED_LABEL);
        }
        JoinRow next = judged(row.with(label), known, updates);
        return next.predictions().isEmpty()
                ? next.keptUntil(later(event.nowMillis(), horizons.earlyLabel().toMillis()))
                : next;
    }

    private static LabelOrder afterAllBefore(LabelOrder retraction, Optional<HeldLabel> known) {
        if (known.isEmpty()) {
            return retraction;
        }
        LabelOrder old = known.get().order();
        return new LabelOrder(old.revision(), Math.max(old.timeMillis(), retraction.timeMillis()), retraction.offset());
    }

    /**
     * Holds every prediction against the row's label again; where nothing changes, nothing is counted.
     *
     * @param before the label that they were last held against
     */
    private JoinRow judged(JoinRow row, Optional<HeldLabel> before, List<TallyUpdate> updates) {
        JoinRow next = row;
        for (Map.Entry<VersionKey, HeldPrediction> entry : row.predictions().entrySet()) {
            HeldPrediction held = entry.getValue();
            Verdict verdict = judge.judge(entry.getKey(), held.outcome(), row.label());
            Delays.turn(entry.getKey(), held, verdict, before, row.label(), updates);
            if (!verdict.equals(held.verdict())) {
                turn(entry.getKey(), held, verdict, updates);
                next = next.with(entry.getKey(), held.judged(verdict));
            }
        }
        if (next != row) {
            updates.addAll(pairing.corrections(row, next));
        }
        return next;
    }

    /** The updates that take a prediction from its verdict to the next. */
    private static void turn(VersionKey version, HeldPrediction held, Verdict next, List<TallyUpdate> updates) {
        boolean wasCounted = held.verdict() instanceof Verdict.Counted;
        boolean isCounted = next instanceof Verdict.Counted;
        if (held.verdict() instanceof Verdict.Counted old) {
            for (View view : views(held)) {
                updates.add(new TallyUpdate.Remove(version, view, held.timeMillis(), old.contribution()));
            }
        }
        if (next instanceof Verdict.Counted counted) {
            for (View view : views(held)) {
                updates.add(new TallyUpdate.Add(version, view, held.timeMillis(), counted.contribution()));
            }
        }
        if (isCounted && !wasCounted) {
            count(updates, version, held.labelFirst() ? Counter.JOINED_LABEL_FIRST : Counter.JOINED_PREDICTION_FIRST);
        } else if (wasCounted && !isCounted) {
            count(
                    updates,
                    version,
                    held.labelFirst() ? Counter.UNJOINED_LABEL_FIRST : Counter.UNJOINED_PREDICTION_FIRST);
        }
        if (next instanceof Verdict.Invalid) {
            count(updates, version, Counter.INVALID);
        }
    }

    private static List<View> views(HeldPrediction held) {
        return held.matured() ? List.of(View.PROVISIONAL, View.MATURED) : List.of(View.PROVISIONAL);
    }

    private JoinRow mature(JoinRow row, long nowMillis, List<TallyUpdate> updates) {
        JoinRow next = row;
        for (Map.Entry<VersionKey, HeldPrediction> entry : row.predictions().entrySet()) {
            HeldPrediction held = entry.getValue();
            if (held.matured() || maturesAt(entry.getKey(), held) > nowMillis) {
                continue;
            }
            updates.add(new TallyUpdate.Enter(entry.getKey(), View.MATURED, held.timeMillis()));
            if (held.verdict() instanceof Verdict.Counted counted) {
                updates.add(
                        new TallyUpdate.Add(entry.getKey(), View.MATURED, held.timeMillis(), counted.contribution()));
            }
            next = next.with(entry.getKey(), held.grownOld());
        }
        return next;
    }

    private static void expire(JoinRow row, List<TallyUpdate> updates) {
        boolean labelled = row.label().filter(label -> !label.retracted()).isPresent();
        if (row.predictions().isEmpty() && labelled) {
            count(updates, VersionKey.NONE, Counter.ORPHAN_LABEL);
        }
        row.predictions().forEach((version, held) -> {
            if (!(held.verdict() instanceof Verdict.Counted)) {
                count(updates, version, Counter.EXPIRED_UNLABELLED);
            }
        });
    }

    private static void count(List<TallyUpdate> updates, VersionKey version, Counter counter) {
        updates.add(new TallyUpdate.Count(version, counter));
    }

    /** The sum, or the end of time where a record's own timestamp would overflow it. */
    private static long later(long millis, long wait) {
        long sum = millis + wait;
        return sum < millis ? Long.MAX_VALUE : sum;
    }
}
