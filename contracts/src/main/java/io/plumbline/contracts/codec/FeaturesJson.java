package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.FeatureValue.Missing;
import io.plumbline.contracts.event.FeatureValue.Numeric;
import io.plumbline.contracts.event.FeatureValue.Text;
import io.plumbline.contracts.event.Payload.Item;
import io.plumbline.contracts.event.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of named features: numbers, strings, booleans (as 1 and 0) and null for a value not known. */
final class FeaturesJson {
    private FeaturesJson() {}

    static Map<String, FeatureValue> read(JsonField object) throws Refusal {
        Map<String, FeatureValue> features = new LinkedHashMap<>();
        for (Map.Entry<String, JsonField> entry : object.fields().entrySet()) {
            features.put(entry.getKey(), value(entry.getValue()));
        }
        return features;
    }

    private static FeatureValue value(JsonField field) throws Refusal {
        if (field.isNull()) {
            return new Missing();
        }
        if (field.node().isBoolean()) {
            return new Numeric(field.node().booleanValue() ? 1 : 0);
        }
        if (field.node().isTextual()) {
            return new Text(field.text());
        }
        return new Numeric(field.number());
    }

    static List<Item> readItems(JsonField array) throws Refusal {
        List<Item> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonField element : array.elements()) {
            String item = element.object().required("item").text();
            if (!seen.add(item)) {
                throw new Refusal(
                        RejectReason.MALFORMED, "item '" + item + "' occurs twice in one query", element.path());
            }
            items.add(new Item(item, read(element.required("features"))));
        }
        if (items.isEmpty()) {
            throw new Refusal(RejectReason.EMPTY, "query has no items, expected at least one", array.path());
        }
        return items;
    }

    static void write(JsonGenerator out, Map<String, FeatureValue> features) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, FeatureValue> entry : features.entrySet()) {
            out.writeFieldName(entry.getKey());
            if (entry.getValue() instanceof Numeric numeric) {
                out.writeNumber(numeric.value());
            } else if (entry.getValue() instanceof Text text) {
                out.writeString(text.value());
            } else {
                out.writeNull();
            }
        }
        out.writeEndObject();
    }

    static void writeItems(JsonGenerator out, List<Item> items) throws IOException {
        for (Item item : items) {
            out.writeStartObject();
            out.writeStringField("item", item.item());
            out.writeFieldName("features");
            write(out, item.features());
            out.writeEndObject();
        }
    }
}
