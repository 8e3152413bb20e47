package io.plumbline.evaluator.join;

import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.List;
import java.util.Optional;

/**
 * What a prediction's label does to its cohort. The delay is that of the id's first label, by the labels' records, so that it is the
 * same in any order of arrival, and a correction does not make a label late that was early.
 */
final class Delays {
    private Delays() {}

    /**
     * The updates that take a prediction from its verdict to the next; none where neither that nor the delay changes.
     *
     * @param before the label that its verdict is about
     * @param after the label that {@code next} is about
     */
    static void turn(
            VersionKey version,
            HeldPrediction held,
            Verdict next,
            Optional<HeldLabel> before,
            Optional<HeldLabel> after,
            List<TallyUpdate> updates) {
        long old = delay(held, before);
        long now = delay(held, after);
        if (held.verdict().equals(next) && (old == now || !(next instanceof Verdict.Counted))) {
            return;
        }
        Said said = held.outcome().said();
        long time = held.timeMillis();
        if (held.verdict() instanceof Verdict.Counted counted) {
            updates.add(new TallyUpdate.Unrealise(version, time, said, actual(counted), old));
        }
        if (next instanceof Verdict.Counted counted) {
            updates.add(new TallyUpdate.Realise(version, time, said, actual(counted), now));
        }
    }

    private static long delay(HeldPrediction held, Optional<HeldLabel> label) {
        long first = label.map(HeldLabel::firstMillis).orElse(Long.MAX_VALUE);
        // A record may claim any time: what is farther apart than a long can say is as far as it can.
        long delay = first - held.timeMillis();
        boolean overflow = ((first ^ held.timeMillis()) & (first ^ delay)) < 0;
        return overflow ? (first > held.timeMillis() ? Long.MAX_VALUE : Long.MIN_VALUE) : delay;
    }

    private static int actual(Verdict.Counted counted) {
        return counted.contribution() instanceof Contribution.Classified pair ? pair.actual() : -1;
    }
}
