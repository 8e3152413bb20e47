package io.plumbline.contracts.codec;

import java.util.Optional;
import java.util.OptionalInt;

/** What a response says besides its tensors, from whichever encoding. */
record PredictionNames(
        String id,
        String model,
        String version,
        Optional<String> label,
        OptionalInt classIndex,
        Optional<String> role) {}
