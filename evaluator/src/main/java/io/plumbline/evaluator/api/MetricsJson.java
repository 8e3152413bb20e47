package io.plumbline.evaluator.api;

import io.plumbline.evaluator.statistic.MetricValues;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of a version since its first prediction, and how many predictions they speak for. */
final class MetricsJson {
    private MetricsJson() {}

    static Map<String, Object> of(VersionKey version, Tally tally) {
        Map<String, Object> body = named(version);
        Map<String, Object> coverage = new LinkedHashMap<>();
        coverage.put("predictions", tally.count(Counter.PREDICTIONS));
        coverage.put("matured_labelled", tally.maturedLabelled());
        coverage.put("matured_unlabelled", tally.maturedUnlabelled());
        coverage.put("pending", tally.pending());
        body.put("coverage", coverage);
        Map<String, Object> views = new LinkedHashMap<>();
        for (View view : View.values()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("samples", tally.net(view).samples());
            values.put("metrics", MetricValues.of(tally.net(view)));
            views.put(view.label(), values);
        }
        body.put("views", views);
        return body;
    }

    /** An answer's beginning. */
    static Map<String, Object> named(VersionKey version) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", version.model());
        body.put("version", version.version());
        return body;
    }
}
