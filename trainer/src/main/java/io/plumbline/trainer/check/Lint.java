package io.plumbline.trainer.check;

import java.util.Optional;
import java.util.function.Function;

/** One known mistake. */
record Lint(String id, Warning.Severity severity, Function<Subject, Optional<Finding>> rule) {
    static Lint warning(String id, Function<Subject, Optional<Finding>> rule) {
        return new Lint(id, Warning.Severity.WARNING, rule);
    }

    static Lint hint(String id, Function<Subject, Optional<Finding>> rule) {
        return new Lint(id, Warning.Severity.HINT, rule);
    }

    Optional<Warning> check(Subject subject) {
        return rule.apply(subject)
                .map(found -> new Warning(
                        id,
                        severity,
                        found.key(),
                        subject.provenance().place(found.key()),
                        found.reason(),
                        found.advice()));
    }

    /** What a rule found. */
    record Finding(String key, String reason, String advice) {
        static Optional<Finding> when(boolean found, String key, String reason, String advice) {
            return found ? Optional.of(new Finding(key, reason, advice)) : Optional.empty();
        }
    }
}
