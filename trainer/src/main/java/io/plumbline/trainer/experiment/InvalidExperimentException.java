package io.plumbline.trainer.experiment;

import java.util.List;

/** An experiment that cannot run as written; names every problem found, not only the first. */
public final class InvalidExperimentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public InvalidExperimentException(String source, List<String> problems) {
        super(source + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
