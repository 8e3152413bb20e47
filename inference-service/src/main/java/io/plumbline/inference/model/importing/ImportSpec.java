package io.plumbline.inference.model.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to import, and what the graph cannot say about itself.
 *
 * @param version empty for the usual name, by time and hash
 * @param task empty to have it guessed from the other options and the output
 * @param labels the classes in the order of the output's columns; empty when not given
 * @param grades those that occur in rankings, ascending; empty when not given
 * @param featureNames the columns of the one {@code [batch, F]} input, so that requests may name features; empty for none
 * @param inputShapes dimensions after the batch, by input, where the graph leaves them open
 * @param output the output that answers; empty to have it found
 * @param logits whether that output is the logarithm of odds: a softmax is put behind it
 * @param golden how many golden samples to make; 0 for none
 * @param samples a file of requests for the golden samples; empty to have them drawn from a fixed seed
 */
public record ImportSpec(
        Path file,
        String model,
        Optional<String> version,
        Optional<TaskKind> task,
        List<String> labels,
        Optional<String> unit,
        List<Integer> grades,
        List<String> featureNames,
        Map<String, List<Long>> inputShapes,
        Optional<String> output,
        boolean logits,
        int golden,
        Optional<Path> samples) {
    public ImportSpec {
        labels = List.copyOf(labels);
        grades = List.copyOf(grades);
        featureNames = List.copyOf(featureNames);
        inputShapes = Map.copyOf(inputShapes);
    }
}
