package io.plumbline.trainer.experiment;

import io.plumbline.contracts.codec.YamlCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All values of an experiment in force, defaults included, as one file that reads back to the same experiment.
 *
 * @param values as {@link Settings#resolved} gives them
 */
public record ResolvedExperiment(Map<String, @Nullable Object> values, Provenance provenance) {
    /** The text of a file that lies where the experiment lies. */
    public String toYaml() {
        return toYaml(provenance.folder());
    }

    /** The text of a file that lies in {@code folder}: relative paths in it start from there. */
    public String toYaml(Path folder) {
        return new YamlCodec().write(section("", values, folder.toAbsolutePath().normalize()));
    }

    private Map<String, @Nullable Object> section(String path, Map<?, ?> section, Path folder) {
        Map<String, @Nullable Object> moved = new LinkedHashMap<>();
        section.forEach((key, value) ->
                moved.put(String.valueOf(key), value(Keys.join(path, String.valueOf(key)), value, folder)));
        return moved;
    }

    private @Nullable Object value(String path, @Nullable Object value, Path folder) {
        if (value instanceof Map<?, ?> section) {
            return section(path, section, folder);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> moved = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                moved.add(value(Keys.entry(path, i), list.get(i), folder));
            }
            return moved;
        }
        Path file = provenance.files().get(path);
        return file == null || folder.equals(provenance.folder()) ? value : from(folder, file);
    }

    /** How a file is written from a folder: relative, unless the two lie under different roots. */
    static String from(Path folder, Path file) {
        Path root = folder.getRoot();
        Path written = root != null && root.equals(file.getRoot()) ? folder.relativize(file) : file;
        return written.toString().replace('\\', '/');
    }
}
