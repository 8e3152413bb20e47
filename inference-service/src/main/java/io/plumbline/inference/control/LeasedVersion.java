package io.plumbline.inference.control;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.batch.Bisect;
import io.plumbline.inference.batch.Isolation;
import io.plumbline.inference.batch.Isolation.Verdict;
import io.plumbline.inference.guard.BreakerState;
import io.plumbline.inference.guard.CallLimit;
import io.plumbline.inference.guard.CallTimedOut;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.DeviceMemoryException;
import io.plumbline.inference.model.ItemOutcome;
import io.plumbline.inference.model.LeasedModel;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.ModelLease;
import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A loaded model behind its circuit breaker, lent for one batch at a time.
 *
 * <p>A request that does not fit the model, or fails alone, is refused; when the model fails even on an input that is
 * known to be good, it is the model that is unavailable. That counts for the breaker, and so does a call of whose answers
 * most are not finite: its requests are refused one by one, and an open breaker keeps the rest until the model was changed.
 * A call that does not come back in time, and a GPU without memory, blame nobody; a lost GPU is for nobody here to mend,
 * and escapes.
 */
final class LeasedVersion implements ServedVersion {
    /** A model that says nothing of more than half of a batch is no more use than one that fails. */
    private static final double NON_FINITE_SHARE = 0.5;

    private final ServedModel served;
    private final LeasedModel leased;
    private final ModelBreaker breaker;
    private final CallLimit limit;
    private final Runnable timedOut;
    private final BatchTimes times;

    /**
     * @param timedOut run for each call that was given up
     * @param janitor closes the session once the last use ended
     * @param times learns from every batch; knows already what the warm-up took
     */
    LeasedVersion(
            ServedModel served,
            ModelBreaker breaker,
            CallLimit limit,
            Runnable timedOut,
            Executor janitor,
            BatchTimes times) {
        this.served = served;
        this.leased = new LeasedModel(served, janitor);
        this.breaker = breaker;
        this.limit = limit;
        this.timedOut = timedOut;
        this.times = times;
        served.warmUp().forEach((size, took) -> times.observe(size, took.toNanos()));
    }

    @Override
    public String model() {
        return served.model();
    }

    @Override
    public String version() {
        return served.version();
    }

    @Override
    public String checkpoint() {
        return served.checkpoint();
    }

    @Override
    public String device() {
        return served.device();
    }

    @Override
    public BatchTimes times() {
        return times;
    }

    @Override
    public Optional<Use> use() {
        return leased.acquire().map(LeasedUse::new);
    }

    @Override
    public void retire() {
        leased.retire();
    }

    @Override
    public int uses() {
        return leased.leases();
    }

    @Override
    public Breaker breaker() {
        // An open breaker turns half open only when it is asked for a permission after its wait.
        if (breaker.state() == BreakerState.OPEN && breaker.permits()) {
            breaker.release();
        }
        return switch (breaker.state()) {
            case CLOSED -> Breaker.CLOSED;
            case HALF_OPEN -> Breaker.HALF_OPEN;
            case OPEN -> Breaker.OPEN;
        };
    }

    private static boolean isNonFinite(Verdict<ItemOutcome> verdict) {
        return verdict instanceof Verdict.Answered<ItemOutcome> answered
                && answered.answer() instanceof ItemOutcome.Refused refused
                && refused.reason() == RejectReason.NON_FINITE_OUTPUT;
    }

    /** One batch's hold on the model. */
    private final class LeasedUse implements Use {
        private final ModelLease lease;

        LeasedUse(ModelLease lease) {
            this.lease = lease;
        }

        @Override
        public BatchAnswer answer(List<Question> questions) {
            if (!breaker.permits()) {
                return new BatchAnswer.Unavailable("the circuit breaker is open");
            }
            ServedModel model = lease.model();
            long taken = System.nanoTime();
            List<Answer> answers = new ArrayList<>(Collections.nCopies(questions.size(), NOT_ASKED));
            List<Prepared> prepared = new ArrayList<>();
            List<Integer> asked = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                Question question = questions.get(i);
                Decoded<Prepared> rows = model.prepare(question.request(), question.where());
                if (rows instanceof Decoded.Accepted<Prepared> accepted) {
                    prepared.add(accepted.value());
                    asked.add(i);
                } else if (rows instanceof Decoded.Rejected<Prepared> rejected) {
                    answers.set(i, new Answer.Refused(rejected.reason(), rejected.describe()));
                }
            }
            if (prepared.isEmpty()) {
                breaker.release();
                return new BatchAnswer.Ended(answers, false);
            }
            long began = System.nanoTime();
            Isolation<ItemOutcome> isolation = Bisect.run(
                    prepared,
                    part -> limited(() -> model.predict(part)),
                    () -> limited(() -> {
                        model.probe();
                        return true;
                    }),
                    LeasedUse::noRecordsFault);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (isolation instanceof Isolation.Broken<ItemOutcome> broken) {
                breaker.onFailure(took, broken.cause());
                if (broken.cause() instanceof DeviceLostException lost) {
                    throw lost;
                }
                return new BatchAnswer.Unavailable(String.valueOf(broken.cause().getMessage()));
            }
            Isolation.Settled<ItemOutcome> settled = (Isolation.Settled<ItemOutcome>) isolation;
            long useless = settled.verdicts().stream()
                    .filter(LeasedVersion::isNonFinite)
                    .count();
            if (useless > NON_FINITE_SHARE * asked.size()) {
                breaker.onFailure(
                        took,
                        new ModelFailure(useless + " of " + asked.size()
                                + " answers are NaN or infinite, expected at most " + NON_FINITE_SHARE + " of them"));
            } else {
                breaker.onSuccess(took);
            }
            for (int i = 0; i < asked.size(); i++) {
                int at = asked.get(i);
                answers.set(
                        at, answer(settled.verdicts().get(i), questions.get(at).where()));
            }
            if (settled.runs() == 1) {
                // Reading the rows included: a worker is as busy with that as with the call.
                times.observe(prepared.size(), System.nanoTime() - taken);
            }
            return new BatchAnswer.Ended(answers, settled.runs() > 1);
        }

        /** The call may outlive this use, so it holds the session with a lease of its own. */
        private <T> T limited(Supplier<T> call) {
            try {
                return limit.call(
                        () -> {
                            try (ModelLease own = leased.acquire()
                                    .orElseThrow(() -> new IllegalStateException("closed while a use is open"))) {
                                return call.get();
                            }
                        },
                        served::stopCall);
            } catch (CallTimedOut late) {
                timedOut.run();
                throw late;
            }
        }

        private static boolean noRecordsFault(RuntimeException failure) {
            return failure instanceof CallTimedOut
                    || failure instanceof DeviceMemoryException
                    || failure instanceof DeviceLostException;
        }

        private static Answer answer(Verdict<ItemOutcome> verdict, String where) {
            if (verdict instanceof Verdict.Guilty<ItemOutcome> guilty) {
                return new Answer.Refused(
                        RejectReason.MODEL_FAILED,
                        "the model fails on this record alone: "
                                + guilty.cause().getMessage() + " (" + where + ")");
            }
            ItemOutcome outcome = ((Verdict.Answered<ItemOutcome>) verdict).answer();
            if (outcome instanceof ItemOutcome.Refused refused) {
                return new Answer.Refused(refused.reason(), refused.message() + " (" + where + ")");
            }
            ItemOutcome.Answered answered = (ItemOutcome.Answered) outcome;
            return new Answer.Predicted(answered.outputs(), answered.label(), answered.classIndex(), answered.items());
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /** Holds a place in the list until its answer is known. */
    private static final Use.Answer NOT_ASKED = new Use.Answer.Refused(RejectReason.MODEL_FAILED, "was not asked");
}
