package io.plumbline.trainer.check;

/**
 * A known mistake that an experiment makes.
 *
 * @param id stable name of the rule
 * @param key the value that is to blame
 * @param place where that value was written; the experiment's file if nowhere
 * @param reason what is the matter, in a sentence
 * @param advice what to do, in a sentence
 */
public record Warning(String id, Severity severity, String key, String place, String reason, String advice) {
    /** How sure the rule is. */
    public enum Severity {
        /** Almost never meant. */
        WARNING,
        /** Often not meant. */
        HINT
    }
}
