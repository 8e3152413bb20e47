package io.plumbline.local.demo;

import io.plumbline.local.scrape.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What both services said on {@code /metrics} at one time.
 *
 * @param evaluated joined predictions that the versions' metrics are over
 */
record Reading(
        Samples inference,
        long predicted,
        long deadLetters,
        long joined,
        long evaluated,
        List<VersionReading> versions) {
    Reading {
        versions = List.copyOf(versions);
    }

    static Reading none(String model) {
        return of(model, Samples.none(), Samples.none());
    }

    static Reading of(String model, Samples inference, Samples evaluator) {
        Map<String, String> ofModel = Map.of("model", model);
        Map<String, String> cumulative = Map.of("model", model, "window", "cumulative", "view", "provisional");
        long unranked = net(evaluator, "evaluator_ranking_queries", Map.of("model", model, "status", "no_relevant"));
        return new Reading(
                inference,
                inference.count("inference_records_total", Map.of("model", model, "outcome", "predicted")),
                inference.count("inference_dlq_total", Map.of()),
                net(evaluator, "evaluator_joined", ofModel),
                evaluator.count("evaluator_metric_samples", cumulative) + unranked,
                versions(model, inference, evaluator, cumulative));
    }

    private static List<VersionReading> versions(
            String model, Samples inference, Samples evaluator, Map<String, String> cumulative) {
        Map<String, String> roles = inference
                .of("inference_model_info", Map.of("model", model))
                .collect(Collectors.toMap(
                        sample -> sample.label("model_version"), sample -> sample.label("role"), (one, same) -> one));
        // Versions begin with the time of their training, so their order is that of their making.
        return Stream.concat(
                        roles.keySet().stream(),
                        evaluator.of("evaluator_metric_samples", cumulative).map(s -> s.label("model_version")))
                .distinct()
                .sorted()
                .map(version -> new VersionReading(
                        model,
                        version,
                        roles.getOrDefault(version, "previous"),
                        net(evaluator, "evaluator_joined", Map.of("model", model, "model_version", version)),
                        metrics(evaluator, cumulative, version)))
                .toList();
    }

    private static Map<String, Double> metrics(Samples evaluator, Map<String, String> cumulative, String version) {
        Map<String, String> ofVersion = new HashMap<>(cumulative);
        ofVersion.put("model_version", version);
        return evaluator
                .of("evaluator_metric", ofVersion)
                .collect(Collectors.toMap(sample -> sample.label("metric"), sample -> sample.value()));
    }

    /** What was counted, less what was taken back. */
    private static long net(Samples samples, String counter, Map<String, String> labels) {
        return samples.count(counter + "_total", labels) - samples.count(counter + "_retracted_total", labels);
    }
}
