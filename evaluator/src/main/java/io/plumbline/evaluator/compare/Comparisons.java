package io.plumbline.evaluator.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for the comparisons of two versions.
 *
 * @param model empty for all that have both versions
 * @param metric empty for all that there are
 */
public record Comparisons(
        Optional<String> model,
        String baseline,
        String challenger,
        Optional<PairMetric> metric,
        double alpha,
        long minSamples) {
    /** Each pair of a model and a metric, of whichever version answered. */
    public List<Comparison> of(Map<PairKey, PairTally> pairs) {
        return pairs.keySet().stream()
                .map(pair -> pair.baseline().equals(baseline) ? pair : pair.mirrored())
                .filter(pair -> pair.baseline().equals(baseline)
                        && pair.challenger().equals(challenger)
                        && model.map(pair.model()::equals).orElse(true)
                        && metric.map(pair.metric()::equals).orElse(true))
                .distinct()
                .map(pair -> Comparison.of(pair, pairs, alpha, minSamples))
                .toList();
    }
}
