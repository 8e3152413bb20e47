package io.plumbline.inference.batch;

import io.plumbline.inference.batch.Isolation.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the items that make a batch fail by running halves of it, and the answers of all the others on the way.
 *
 * <p>How: a part that failed is cut in two and its left half is run. If that is answered, the right half must hold the
 * guilty, so it is cut further without being run whole: one guilty item among n costs at most {@code 2·log2(n) + 2}
 * runs after the first. No item is blamed for its company: it is guilty only if it fails alone, and only if the probe,
 * run right after, does not fail too; else what runs the batches is broken and nobody is blamed.
 *
 * <p>Threads: any number of callers.
 */
public final class Bisect {
    private Bisect() {}

    /**
     * Runs a batch and, if that throws, its parts.
     *
     * @param runner answers a non-empty part of the batch, item by item, or throws
     * @param probe throws when the runner is broken for every input
     * @throws IllegalStateException if the runner returns another number of answers than it was given items
     */
    public static <I, O> Isolation<O> run(List<I> batch, Function<List<I>, List<O>> runner, Runnable probe) {
        return run(batch, runner, probe, failure -> false);
    }

    /** @param nobodyToBlame whether a failure is the runner's for certain, so that there is nobody to look for */
    public static <I, O> Isolation<O> run(
            List<I> batch,
            Function<List<I>, List<O>> runner,
            Runnable probe,
            Predicate<RuntimeException> nobodyToBlame) {
        Search<I, O> search = new Search<>(batch, runner, probe, nobodyToBlame);
        try {
            search.run(0, batch.size());
            return new Isolation.Settled<>(search.verdicts, search.runs);
        } catch (BrokenRunner broken) {
            return new Isolation.Broken<>(broken.itemFailure, search.runs);
        }
    }

    private static final class Search<I, O> {
        private final List<I> batch;
        private final Function<List<I>, List<O>> runner;
        private final Runnable probe;
        private final Predicate<RuntimeException> nobodyToBlame;
        private final List<Verdict<O>> verdicts;
        private int runs;

        Search(
                List<I> batch,
                Function<List<I>, List<O>> runner,
                Runnable probe,
                Predicate<RuntimeException> nobodyToBlame) {
            this.batch = batch;
            this.runner = runner;
            this.probe = probe;
            this.nobodyToBlame = nobodyToBlame;
            this.verdicts = new ArrayList<>(Collections.nCopies(batch.size(), null));
        }

        /** Settles the items of that range; says whether the range was answered whole. */
        boolean run(int from, int to) {
            if (from == to) {
                return true;
            }
            List<O> answers;
            runs++;
            try {
                answers = runner.apply(batch.subList(from, to));
            } catch (RuntimeException failure) {
                if (nobodyToBlame.test(failure)) {
                    throw new BrokenRunner(failure);
                }
                if (to - from == 1) {
                    verdicts.set(from, blame(failure));
                } else {
                    cut(from, to);
                }
                return false;
            }
            if (answers.size() != to - from) {
                throw new IllegalStateException("runner gave " + answers.size() + " answers for " + (to - from)
                        + " items, expected one for each");
            }
            for (int i = from; i < to; i++) {
                verdicts.set(i, new Verdict.Answered<>(answers.get(i - from)));
            }
            return true;
        }

        /** Settles a range of two or more that is known, or suspected, to fail as a whole. */
        private void cut(int from, int to) {
            int middle = (from + to) >>> 1;
            boolean leftAnswered = run(from, middle);
            if (leftAnswered && to - middle > 1) {
                cut(middle, to);
            } else {
                run(middle, to);
            }
        }

        private Verdict<O> blame(RuntimeException failure) {
            try {
                probe.run();
            } catch (RuntimeException alsoFails) {
                failure.addSuppressed(alsoFails);
                throw new BrokenRunner(failure);
            }
            return new Verdict.Guilty<>(failure);
        }
    }

    /** Leaves the search at once from any depth. */
    private static final class BrokenRunner extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final RuntimeException itemFailure;

        BrokenRunner(RuntimeException itemFailure) {
            super(null, itemFailure, false, false);
            this.itemFailure = itemFailure;
        }
    }
}
