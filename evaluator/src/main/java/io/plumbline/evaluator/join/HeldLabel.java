package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Truth;

/**
 * The newest label of an id, or the retraction of it, as it was sent: class names are looked up when it is judged.
 *
 * @param firstMillis when the first label of the id came, by the labels' records; the end of time where only retractions came
 */
public record HeldLabel(Truth truth, LabelOrder order, long firstMillis) {
    /** The same, where another label of the id came at that time. */
    HeldLabel seen(long millis) {
        return millis < firstMillis ? new HeldLabel(truth, order, millis) : this;
    }

    public boolean retracted() {
        return truth instanceof Truth.Retracted;
    }
}
