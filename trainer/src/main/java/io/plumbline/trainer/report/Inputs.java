package io.plumbline.trainer.report;

import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.report.chart.Html;
import io.plumbline.trainer.report.chart.Numbers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows what the model was given for one item: its picture, or its features. */
final class Inputs {
    private static final int SHOWN_NUMBERS = 64;

    private Inputs() {}

    static void show(Html page, Evaluation evaluation, int item) {
        Partition part = evaluation.part();
        int row = part.starts()[item];
        float[] values = Arrays.copyOfRange(part.inputs(), row * part.width(), (row + 1) * part.width());
        List<Long> shape = evaluation.rowShape();
        if (shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3)) {
            page.empty(
                    "img",
                    "src",
                    PngImage.dataUri(
                            values,
                            shape.get(0).intValue(),
                            shape.get(1).intValue(),
                            shape.get(2).intValue()),
                    "alt",
                    "input " + part.examples().get(item).id());
            return;
        }
        Map<String, String> features = features(part.examples().get(item).payload(), values);
        page.open("details")
                .element("summary", Numbers.count(features.size(), "feature", "features"))
                .open("div", "class", "scroll")
                .add(Page.facts(features))
                .close()
                .close();
    }

    private static Map<String, String> features(Payload payload, float[] values) {
        Map<String, String> features = new LinkedHashMap<>();
        if (payload instanceof Payload.Row row) {
            new TreeMap<>(row.features()).forEach((name, value) -> features.put(name, text(value)));
            return features;
        }
        for (int i = 0; i < Math.min(SHOWN_NUMBERS, values.length); i++) {
            features.put("input " + i, Numbers.text(values[i]));
        }
        return features;
    }

    private static String text(FeatureValue value) {
        if (value instanceof FeatureValue.Numeric number) {
            return Numbers.text(number.value());
        }
        return value instanceof FeatureValue.Text text ? text.value() : "missing";
    }
}
