package io.plumbline.trainer.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the values of an experiment were written, by their full key: {@code fit.epochs}, {@code loggers[0].file}. */
public final class Provenance {
    private final Document document;
    private final List<Problem> problems;
    private final Map<String, Path> files = new LinkedHashMap<>();

    Provenance(Document document) {
        this.document = document;
        this.problems = new ArrayList<>(document.problems());
    }

    /** In words: {@code x.yaml:12}, {@code --set fit.epochs}, {@code PLUMBLINE_TRAIN_FIT__EPOCHS}; the file for a default. */
    public String place(String key) {
        return document.origin(key).place();
    }

    /** Whether it was written anywhere, or is a default. */
    public boolean isWritten(String key) {
        return document.isWritten(key);
    }

    /** The experiment's own folder, which relative paths in {@link Settings#resolved} start from. */
    public Path folder() {
        return document.root().folder();
    }

    /** The values that were read as files, each as an absolute path. */
    public Map<String, Path> files() {
        return Map.copyOf(files);
    }

    Path folder(String key) {
        return document.origin(key).folder();
    }

    void noteFile(String key, Path file) {
        files.put(key, file);
    }

    boolean isSpare(String key) {
        return document.isSpare(key);
    }

    void problem(String key, String text) {
        problems.add(new Problem(document.origin(key), text));
    }

    List<Problem> problems() {
        return problems;
    }
}
