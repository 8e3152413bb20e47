package io.plumbline.evaluator.api;

import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often which class was taken for which: the cells that are not 0, and each class against the rest. */
final class ConfusionJson {
    private ConfusionJson() {}

    static Map<String, Object> of(VersionKey version, Tally tally, View view) {
        ConfusionCounts confusion = tally.net(view).confusion();
        List<String> names = tally.classNames().orElse(List.of());
        Map<String, Object> body = MetricsJson.named(version);
        body.put("view", view.label());
        body.put("samples", confusion.samples());
        List<Map<String, Object>> classes = new ArrayList<>();
        for (ClassCounts counts : confusion.classes()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("class", name(names, counts.index()));
            one.put("tp", counts.tp());
            one.put("fp", counts.fp());
            one.put("fn", counts.fn());
            classes.add(one);
        }
        body.put("classes", classes);
        List<Map<String, Object>> cells = new ArrayList<>();
        // The state is triples of true class, predicted class and count.
        long[] state = confusion.state();
        for (int i = 0; i < state.length; i += 3) {
            Map<String, Object> cell = new LinkedHashMap<>();
            cell.put("actual", name(names, (int) state[i]));
            cell.put("predicted", name(names, (int) state[i + 1]));
            cell.put("count", state[i + 2]);
            cells.add(cell);
        }
        body.put("cells", cells);
        return body;
    }

    private static String name(List<String> names, int index) {
        return index < names.size() ? names.get(index) : Integer.toString(index);
    }
}
