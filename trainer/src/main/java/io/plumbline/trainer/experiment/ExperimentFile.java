package io.plumbline.trainer.experiment;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an experiment's YAML document and lays {@code key=value} overrides with dotted keys over it. */
public final class ExperimentFile {
    private ExperimentFile() {}

    /**
     * The settings in force, not yet checked.
     *
     * @throws InvalidExperimentException if the file is absent or no YAML mapping, or an override is malformed
     */
    public static Settings read(Path file, List<String> overrides) {
        Map<String, @Nullable Object> values;
        try {
            values = new LinkedHashMap<>(new YamlCodec().read(file));
        } catch (ConfigException refused) {
            throw new InvalidExperimentException("experiment", refused.problems());
        }
        for (String override : overrides) {
            lay(override, values);
        }
        return new Settings(values);
    }

    @SuppressWarnings("unchecked")
    private static void lay(String override, Map<String, @Nullable Object> values) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw refused(override, "has no key, expected key=value");
        }
        String[] keys = override.substring(0, equals).split("\\.", -1);
        Map<String, @Nullable Object> section = values;
        for (int i = 0; i < keys.length - 1; i++) {
            Object inner = section.computeIfAbsent(keys[i], key -> new LinkedHashMap<String, @Nullable Object>());
            if (!(inner instanceof Map)) {
                throw refused(override, "goes below '" + keys[i] + "', which is a value, expected a section");
            }
            section = (Map<String, @Nullable Object>) inner;
        }
        section.put(keys[keys.length - 1], Scalar.read(override.substring(equals + 1)));
    }

    private static InvalidExperimentException refused(String override, String problem) {
        return new InvalidExperimentException("--set " + override, List.of(problem));
    }
}
