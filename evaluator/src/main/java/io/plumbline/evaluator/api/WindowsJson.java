package io.plumbline.evaluator.api;

import io.plumbline.evaluator.statistic.MetricValues;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.evaluator.tally.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of a version over the newest predictions, by the time of their requests. */
final class WindowsJson {
    private WindowsJson() {}

    static Map<String, Object> of(VersionKey version, CommittedTallies tallies, Windows windows, long nowMillis) {
        Map<String, Object> body = MetricsJson.named(version);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Window window : windows.windows()) {
            for (View view : View.values()) {
                Pane pane = tallies.merged(windows, window, view, nowMillis).getOrDefault(version, new Pane());
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("window", window.name());
                values.put("view", view.label());
                values.put(
                        "from",
                        Instant.ofEpochMilli(windows.fromMillis(version.model(), view, window, nowMillis))
                                .toString());
                values.put("predictions", pane.predictions());
                values.put("samples", pane.net().samples());
                values.put("metrics", MetricValues.of(pane.net()));
                all.add(values);
            }
        }
        body.put("windows", all);
        return body;
    }
}
