package io.plumbline.trainer.check;

import io.plumbline.trainer.experiment.Provenance;
import java.util.Optional;

/** All that a rule may look at. */
record Subject(
        Values values,
        Provenance provenance,
        DataFacts data,
        RateCurve rates,
        Optional<Long> diverged,
        boolean hasBatchNorm,
        boolean dropsBeforeBatchNorm) {
    double epochs() {
        return values.number("fit.epochs", Double.POSITIVE_INFINITY);
    }

    /** Items of a forward pass. */
    double batch() {
        return values.number("fit.batch", Double.NaN);
    }

    /** Whether the optimizer divides by the size of past gradients, so that a rate is about the size of a step. */
    boolean adaptive() {
        return values.text("optimizer.type").matches("adam|adamw|rmsprop");
    }
}
