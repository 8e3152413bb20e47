package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of the evaluations topic, as JSON. It holds the exact states of the statistics as integers, so that a reader can
 * merge any number of records without error, and the metrics of this partition alone, for a person.
 *
 * <p>The partition is that of the predictions and labels it is over, and also the partition of the evaluations topic in
 * which it lies.
 */
public interface Published {
    int partition();

    /** The record's key, as text. */
    String keyText();

    /** The record's key. */
    default byte[] key() {
        return keyText().getBytes(StandardCharsets.UTF_8);
    }

    /** The record's value; null where what was under this key is no longer kept. */
    byte @Nullable [] value();

    /** @throws IllegalArgumentException if {@link #value()} of a tally or pane cannot have written this */
    static Published read(byte[] value) {
        return read(Json.read(value));
    }

    /** @throws IllegalArgumentException as {@link #read(byte[])} */
    static Published read(Map<String, Object> body) {
        if (PairEvaluation.WINDOW.equals(body.get("window"))) {
            return PairEvaluation.of(body);
        }
        if (CohortEvaluation.WINDOW.equals(body.get("window"))) {
            return CohortEvaluation.of(body);
        }
        return PaneEvaluation.WINDOW.equals(body.get("window")) ? PaneEvaluation.of(body) : Evaluation.of(body);
    }

    /** The name of a constant in JSON. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
