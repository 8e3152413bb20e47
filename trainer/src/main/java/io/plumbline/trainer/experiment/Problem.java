package io.plumbline.trainer.experiment;

import java.util.Comparator;
import java.util.List;

/** A mistake and where it was written. */
record Problem(Origin origin, String text) {
    /** As a person reads them: file by file, from top to bottom, each once. */
    static List<String> inReadingOrder(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::origin))
                .map(problem -> problem.origin().locate(problem.text()))
                .distinct()
                .toList();
    }
}
