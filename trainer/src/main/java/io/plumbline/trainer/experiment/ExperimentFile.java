package io.plumbline.trainer.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an experiment's YAML document with what it extends, lays the environment over it and {@code key=value} texts over both.
 *
 * <p>{@code extends: base.yaml} names a file, from the folder of the one that says so. Sections are merged, scalars and lists
 * replaced, {@code null} removes; a section with another {@code type} than the base's starts anew.
 */
public final class ExperimentFile {
    private ExperimentFile() {}

    /** As {@link #read(Path, List, Map)}, without an environment. */
    public static Settings read(Path file, List<String> overrides) {
        return read(file, overrides, Map.of());
    }

    /**
     * The settings in force, not yet checked.
     *
     * @param environment where {@code PLUMBLINE_TRAIN_*} and {@code ${env:NAME}} are looked up
     * @throws InvalidExperimentException if a file is absent, no YAML mapping, or extends itself; any other mistake is noted
     */
    public static Settings read(Path file, List<String> overrides, Map<String, String> environment) {
        Path folder = FileChain.folder(file);
        Document files = FileChain.read(file, environment);
        Document surrounded = Overrides.fromEnvironment(files, environment, folder);
        return new Settings(Overrides.fromCommandLine(surrounded, overrides, folder));
    }

    /**
     * Settings out of values that are at hand, not yet checked.
     *
     * @param folder that relative paths start from
     * @param source where the values come from, for messages
     */
    public static Settings of(Map<String, @Nullable Object> values, Path folder, String source) {
        return new Settings(new Document(values, new Origin(source, 0, 0, folder)));
    }
}
