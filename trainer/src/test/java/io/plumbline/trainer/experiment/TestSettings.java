package io.plumbline.trainer.experiment;

import java.util.Map;

/** Settings out of a map, for tests of other packages. */
public final class TestSettings {
    private TestSettings() {}

    public static Settings of(Map<String, Object> values) {
        return new Settings(Document.of(new java.util.LinkedHashMap<>(values)));
    }

    /** Where those values come from: nowhere, but each key at the top counts as written. */
    public static Provenance provenance(Map<String, Object> values) {
        Document document = Document.of(new java.util.LinkedHashMap<>(values));
        values.keySet().forEach(key -> document.note(key, document.root()));
        return new Provenance(document);
    }
}
