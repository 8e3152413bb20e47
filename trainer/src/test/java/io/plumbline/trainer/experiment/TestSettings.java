package io.plumbline.trainer.experiment;

import java.util.Map;

/** Settings out of a map, for tests of other packages. */
public final class TestSettings {
    private TestSettings() {}

    public static Settings of(Map<String, Object> values) {
        return new Settings(Document.of(new java.util.LinkedHashMap<>(values)));
    }
}
