package io.plumbline.trainer.experiment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an experiment's YAML document and lays {@code key=value} overrides (dotted keys, YAML values) over it. */
public final class ExperimentFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private ExperimentFile() {}

    /** @throws InvalidExperimentException if the file is absent or no YAML mapping, or an override is malformed */
    public static Settings read(Path file, List<String> overrides) {
        Map<String, @Nullable Object> values = parse(file);
        for (String override : overrides) {
            lay(override, values);
        }
        return new Settings(values);
    }

    private static Map<String, @Nullable Object> parse(Path file) {
        try {
            LinkedHashMap<String, @Nullable Object> values = YAML.readValue(Files.readString(file), MAP);
            if (values == null) {
                throw refused(file.toString(), "is empty, expected a YAML mapping");
            }
            return values;
        } catch (NoSuchFileException absent) {
            throw refused(file.toString(), "does not exist");
        } catch (JacksonException malformed) {
            throw refused(file.toString(), "is not a YAML mapping: " + malformed.getOriginalMessage() + at(malformed));
        } catch (IOException unreadable) {
            throw refused(file.toString(), "cannot be read: " + unreadable);
        }
    }

    private static String at(JacksonException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ")";
    }

    @SuppressWarnings("unchecked")
    private static void lay(String override, Map<String, @Nullable Object> values) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw refused("--set " + override, "expected key=value");
        }
        String[] keys = override.substring(0, equals).split("\\.", -1);
        Map<String, @Nullable Object> section = values;
        for (int i = 0; i < keys.length - 1; i++) {
            Object inner = section.computeIfAbsent(keys[i], key -> new LinkedHashMap<String, @Nullable Object>());
            if (!(inner instanceof Map)) {
                throw refused("--set " + override, "'" + keys[i] + "' is a value, expected a section");
            }
            section = (Map<String, @Nullable Object>) inner;
        }
        section.put(keys[keys.length - 1], value(override, override.substring(equals + 1)));
    }

    private static @Nullable Object value(String override, String text) {
        try {
            return YAML.readValue(text, Object.class);
        } catch (JacksonException malformed) {
            throw refused("--set " + override, "value is not YAML: " + malformed.getOriginalMessage());
        }
    }

    private static InvalidExperimentException refused(String source, String problem) {
        return new InvalidExperimentException(source, List.of(problem));
    }
}
