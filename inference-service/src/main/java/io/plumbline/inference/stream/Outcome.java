package io.plumbline.inference.stream;

import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.WireMessage;

/** How a request ended: exactly one of these is committed for it, together with its offset. */
sealed interface Outcome {
    /**
     * It was answered.
     *
     * @param message the prediction as it is written; encoded by the worker, so that the poll thread need not
     * @param shadows what the shadows said of it so far
     */
    record Answered(Prediction prediction, WireMessage message, ShadowAnswers shadows) implements Outcome {}

    /** It can never be answered. */
    record Dead(DeadLetter letter) implements Outcome {}
}
