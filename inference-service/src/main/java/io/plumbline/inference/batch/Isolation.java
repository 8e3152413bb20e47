package io.plumbline.inference.batch;

import java.util.List;

/** What a batch came to once the guilty were told from the rest. */
public sealed interface Isolation<O> {
    /**
     * Every item is settled.
     *
     * @param verdicts one per item of the batch, in its order
     * @param runs how often the batch or a part of it was run; 1 when nothing failed
     */
    record Settled<O>(List<Verdict<O>> verdicts, int runs) implements Isolation<O> {
        public Settled {
            verdicts = List.copyOf(verdicts);
        }
    }

    /** What runs the batches is broken, so nothing is known about any item: keep them all and try later. */
    record Broken<O>(RuntimeException cause, int runs) implements Isolation<O> {}

    /** One item's end. */
    sealed interface Verdict<O> {
        /** It was answered. */
        record Answered<O>(O answer) implements Verdict<O> {}

        /** It fails all by itself, while a known good input does not. */
        record Guilty<O>(RuntimeException cause) implements Verdict<O> {}
    }
}
