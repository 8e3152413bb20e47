package io.plumbline.evaluator.join;

import io.plumbline.evaluator.statistic.Contribution;

/** What a label made of one prediction. */
public sealed interface Verdict {
    /** There is no label, or it was retracted. */
    record Unlabelled() implements Verdict {}

    /** The label names a class, and the names of the version's classes are not known yet. */
    record AwaitingNames() implements Verdict {}

    /** The label does not fit the prediction: another task, or a class that the version does not have. */
    record Invalid() implements Verdict {}

    /** Counted; the contribution is kept, so that a correction takes away exactly what was added. */
    record Counted(Contribution contribution) implements Verdict {}
}
