package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Deals the rows of a batch's outputs out to the requests that they answer. */
final class Answers {
    private final Manifest manifest;
    private final TensorSpec answer;

    /** @param answer the output that is the answer to the task */
    Answers(Manifest manifest, TensorSpec answer) {
        this.manifest = manifest;
        this.answer = answer;
    }

    /** @param outputs the encoded elements of every output of the manifest, {@code rows} rows each */
    List<ItemOutcome> split(List<Prepared> batch, Map<String, ByteBuffer> outputs, int rows) {
        List<ItemOutcome> outcomes = new ArrayList<>(batch.size());
        int firstRow = 0;
        for (Prepared item : batch) {
            outcomes.add(outcome(item, outputs, firstRow));
            firstRow += item.rows();
        }
        if (firstRow != rows) {
            throw new ModelFailure("batch has " + firstRow + " rows, " + rows + " were answered");
        }
        return outcomes;
    }

    private ItemOutcome outcome(Prepared item, Map<String, ByteBuffer> outputs, int firstRow) {
        List<Tensor> tensors = new ArrayList<>(manifest.outputs().size());
        Optional<String> label = Optional.empty();
        OptionalInt decided = OptionalInt.empty();
        for (TensorSpec spec : manifest.outputs()) {
            ByteBuffer all = outputs.get(spec.name());
            if (all == null) {
                throw new ModelFailure("model gave no output '" + spec.name() + "', got " + outputs.keySet());
            }
            int rowBytes = RequestRows.rowBytes(spec);
            ByteBuffer rows = all.slice(all.position() + firstRow * rowBytes, item.rows() * rowBytes);
            int bad = FiniteScan.firstNonFinite(spec.datatype(), rows);
            if (bad >= 0) {
                return new ItemOutcome.Refused(
                        RejectReason.NON_FINITE_OUTPUT,
                        "output '" + spec.name() + "' of model '" + manifest.model() + "' version '"
                                + manifest.version() + "' is NaN or infinite at element " + bad
                                + ", expected finite numbers");
            }
            Tensor tensor = Tensor.of(spec.name(), spec.datatype(), shape(spec, item.rows()), rows);
            tensors.add(tensor);
            if (spec.equals(answer) && manifest.task() instanceof Task.Classification classification) {
                decided = decided(classification.labels(), tensor);
                label = Optional.of(classification.labels().get(decided.orElseGet(() -> largest(tensor))));
            }
        }
        return new ItemOutcome.Answered(tensors, label, decided, item.items());
    }

    /** A ranking's scores are one number per candidate, whatever width the graph gives them. */
    private long[] shape(TensorSpec spec, int rows) {
        if (manifest.task() instanceof Task.Ranking && spec.equals(answer)) {
            return new long[] {rows};
        }
        long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = rows;
        return shape;
    }

    private OptionalInt decided(List<String> labels, Tensor probabilities) {
        return manifest.decision()
                .map(decision -> OptionalInt.of(decision.announced(labels, probabilities::doubleAt)))
                .orElseGet(OptionalInt::empty);
    }

    private static int largest(Tensor tensor) {
        int best = 0;
        for (int i = 1; i < tensor.elements(); i++) {
            if (tensor.doubleAt(i) > tensor.doubleAt(best)) {
                best = i;
            }
        }
        return best;
    }
}
