package io.plumbline.inference.model;

import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a native call said about one request of its batch. */
public sealed interface ItemOutcome {
    /**
     * An answer.
     *
     * @param outputs as {@code Prediction} has them
     * @param label for classification: what the manifest's decision announces, without one the class of the largest probability (the
     *     first of equal ones)
     * @param classIndex of the label, where a decision announced it
     * @param items the candidates' ids in request order, for ranking; else empty
     */
    record Answered(List<Tensor> outputs, Optional<String> label, OptionalInt classIndex, List<String> items)
            implements ItemOutcome {
        public Answered {
            outputs = List.copyOf(outputs);
            items = List.copyOf(items);
        }
    }

    /** The answer is of no use; its batch-mates are not concerned. */
    record Refused(RejectReason reason, String message) implements ItemOutcome {}
}
