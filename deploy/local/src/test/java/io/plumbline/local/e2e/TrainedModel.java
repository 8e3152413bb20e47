package io.plumbline.local.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A checkpoint in a store, and the data that its training never saw.
 *
 * @param classes names by index, for classification; else empty
 */
record TrainedModel(
        PipelineTask task, String model, String version, Path store, List<String> classes, List<HoldoutItem> holdout) {
    TrainedModel {
        classes = List.copyOf(classes);
        holdout = List.copyOf(holdout);
    }

    /** So many requests with distinct ids; the held-out ones again and again when they are fewer. */
    List<HoldoutItem> stream(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> holdout.get(i % holdout.size()).renamed("%s-%05d".formatted(model, i)))
                .toList();
    }
}
