package io.plumbline.evaluator.drift;

import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.evaluator.join.Outcome;
import io.plumbline.metrics.drift.ReferenceBins;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests and predictions in the bins of a {@link Profile}.
 *
 * <p>A row's feature that is absent, or of another type than in training, counts as missing. Tensors are compared by name, element by element:
 * an image is one feature of many values. A tensor that training has no histogram of (a row that the producer encoded itself) is not
 * counted.
 */
public final class Counting {
    private Counting() {}

    /** Counts a request; false if it holds nothing that can be compared. */
    public static boolean request(Payload payload, Profile profile, DriftPane pane) {
        List<Profile.Column> columns = profile.features();
        boolean counted = false;
        for (int column = 0; column < columns.size(); column++) {
            counted |= feature(payload, profile, columns.get(column), column, pane);
        }
        return counted;
    }

    private static boolean feature(
            Payload payload, Profile profile, Profile.Column feature, int column, DriftPane pane) {
        if (payload instanceof Payload.Row row) {
            pane.beginRecord(column);
            pane.value(column, bin(feature, row.features()));
            return true;
        }
        if (payload instanceof Payload.Items items) {
            if (items.items().isEmpty()) {
                return false;
            }
            pane.beginRecord(column);
            for (Payload.Item item : items.items()) {
                pane.value(column, bin(feature, item.features()));
            }
            return true;
        }
        return tensor(payload, profile, feature.name())
                .filter(tensor -> feature.bins().numeric() && tensor.elements() > 0)
                .map(tensor -> elements(tensor, feature.bins(), column, pane))
                .orElse(false);
    }

    private static int bin(Profile.Column feature, Map<String, FeatureValue> features) {
        @Nullable FeatureValue value = features.get(feature.name());
        ReferenceBins bins = feature.bins();
        if (value instanceof FeatureValue.Numeric number && bins.numeric()) {
            return bins.bin(number.value());
        }
        if (value instanceof FeatureValue.Text text && !bins.numeric()) {
            return bins.bin(text.value());
        }
        return bins.missing();
    }

    private static Optional<Tensor> tensor(Payload payload, Profile profile, String name) {
        if (payload instanceof Payload.Tensors tensors) {
            return tensors.inputs().stream()
                    .filter(tensor -> tensor.name().equals(name))
                    .findFirst();
        }
        if (payload instanceof Payload.Raw raw) {
            return profile.input()
                    .filter(input -> input.name().equals(name))
                    .flatMap(input -> tensor(input, raw.bytes()));
        }
        return Optional.empty();
    }

    /** Bytes of another length are no tensor of this input; the service rejects them. */
    private static Optional<Tensor> tensor(TensorSpec input, ByteBuffer bytes) {
        int size = input.datatype().bytes();
        long elements = input.elementsPerRow();
        return size > 0 && bytes.remaining() == elements * size
                ? Optional.of(Tensor.of(input.name(), input.datatype(), new long[] {elements}, bytes))
                : Optional.empty();
    }

    private static boolean elements(Tensor tensor, ReferenceBins bins, int column, DriftPane pane) {
        pane.beginRecord(column);
        for (int i = 0; i < tensor.elements(); i++) {
            double value = tensor.doubleAt(i);
            pane.value(column, Double.isNaN(value) ? bins.missing() : bins.bin(value));
        }
        return true;
    }

    /** Counts what a version said; false if its task is not the one of the profile. */
    public static boolean prediction(Outcome outcome, Profile profile, DriftPane pane) {
        List<Profile.Column> columns = profile.scores();
        boolean counted = false;
        for (int column = 0; column < columns.size(); column++) {
            counted |= score(outcome, profile, columns.get(column), column, pane);
        }
        return counted;
    }

    /** The names are those that the trainer gives: label and probability of the announced class, value, score. */
    private static boolean score(Outcome outcome, Profile profile, Profile.Column score, int column, DriftPane pane) {
        ReferenceBins bins = score.bins();
        if (outcome instanceof Outcome.OfClass answer) {
            boolean named = answer.index() < profile.classes().size();
            if (score.name().equals("label") && !bins.numeric() && named) {
                pane.beginRecord(column);
                pane.value(column, bins.bin(profile.classes().get(answer.index())));
                return true;
            }
            if (score.name().equals("probability") && bins.numeric()) {
                pane.beginRecord(column);
                pane.value(column, bins.bin(answer.probability(answer.index())));
                return true;
            }
        } else if (outcome instanceof Outcome.OfValue answer && score.name().equals("value") && bins.numeric()) {
            pane.beginRecord(column);
            pane.value(column, bins.bin(answer.value()));
            return true;
        } else if (outcome instanceof Outcome.OfRanking answer && score.name().equals("score") && bins.numeric()) {
            double[] scores = answer.scores();
            if (scores.length > 0) {
                pane.beginRecord(column);
                for (double value : scores) {
                    pane.value(column, bins.bin(value));
                }
                return true;
            }
        }
        return false;
    }
}
