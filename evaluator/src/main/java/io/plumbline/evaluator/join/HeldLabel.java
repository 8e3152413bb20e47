package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Truth;

/** The newest label of an id, or the retraction of it, as it was sent: class names are looked up when it is judged. */
public record HeldLabel(Truth truth, LabelOrder order) {
    public boolean retracted() {
        return truth instanceof Truth.Retracted;
    }
}
