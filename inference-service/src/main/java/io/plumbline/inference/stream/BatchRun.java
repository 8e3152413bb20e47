package io.plumbline.inference.stream;

import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.Use;
import io.plumbline.inference.control.Use.Answer;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.control.Use.Question;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.telemetry.InferenceMetrics.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of one model on its way through the versions of one roster.
 *
 * <p>Champion and challenger share the requests by id; a challenger that cannot answer leaves its share to the champion.
 * Shadows see what was answered later ({@link Shadows}).
 *
 * <p>Threads: made by the poll thread, which takes the uses so that no version closes meanwhile; run by one worker, which
 * gives them back.
 */
final class BatchRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);

    private static final PredictionCodec ENCODER = new PredictionCodec();

    private final Roster roster;
    private final List<Pending> batch;
    private final InferenceMetrics metrics;
    private final Map<ServedVersion, Use> uses = new HashMap<>();
    private final long expectedNanos;
    private volatile long beganNanos;
    private volatile boolean begun;
    private volatile Result result = new Result.Crashed(new IllegalStateException("the batch was not run"));

    /** What became of the batch; outcomes stand in the batch's order. */
    sealed interface Result {
        record Ended(List<Outcome> outcomes) implements Result {}

        /** The model failed, not a record. */
        record Unavailable(String why) implements Result {}

        /** A bug, or the machine: the service must not go on. */
        record Crashed(Throwable cause) implements Result {}
    }

    BatchRun(Roster roster, List<Pending> batch, InferenceMetrics metrics) {
        this.roster = roster;
        this.batch = List.copyOf(batch);
        this.metrics = metrics;
        this.expectedNanos = roster.expectedNanos(batch.size());
        take(roster.champion());
        roster.challenger().ifPresent(this::take);
    }

    private void take(ServedVersion version) {
        // A version may play two roles; one use is enough, and a second would never be given back.
        if (!uses.containsKey(version)) {
            uses.put(
                    version,
                    version.use()
                            .orElseThrow(() -> new IllegalStateException(
                                    "version '" + version.version() + "' was retired while its roster serves")));
        }
    }

    List<Pending> batch() {
        return batch;
    }

    Roster roster() {
        return roster;
    }

    String model() {
        return roster.model();
    }

    /** How much longer it should take; 0 when it should be over, or nothing is known. */
    long nanosLeft(long now) {
        return begun ? Math.max(0, expectedNanos - (now - beganNanos)) : expectedNanos;
    }

    Result result() {
        return result;
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        beganNanos = began;
        begun = true;
        try {
            result = answerAll();
        } catch (RuntimeException | Error e) {
            result = new Result.Crashed(e);
        } finally {
            uses.values().forEach(Use::close);
            metrics.stage(Stage.INFER, System.nanoTime() - began);
            metrics.batch(batch.size());
        }
    }

    private Result answerAll() {
        Outcome[] outcomes = new Outcome[batch.size()];
        List<Integer> champions = new ArrayList<>();
        List<Integer> challengers = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Role role = roster.answering(batch.get(i).request().id());
            (role == Role.CHALLENGER ? challengers : champions).add(i);
        }
        Optional<ServedVersion> challenger = roster.challenger();
        if (challenger.isPresent() && !challengers.isEmpty()) {
            Optional<String> trouble = answer(challenger.get(), Role.CHALLENGER, challengers, outcomes);
            if (trouble.isPresent()) {
                log.atWarn()
                        .addKeyValue("model", roster.model())
                        .addKeyValue("modelVersion", challenger.get().version())
                        .addKeyValue("error", trouble.get())
                        .log("challenger cannot answer, the champion does");
                champions.addAll(challengers);
            }
        }
        if (!champions.isEmpty()) {
            Optional<String> trouble = answer(roster.champion(), Role.CHAMPION, champions, outcomes);
            if (trouble.isPresent()) {
                return new Result.Unavailable(trouble.get());
            }
        }
        return new Result.Ended(List.of(outcomes));
    }

    /** Asks one version about some of the batch; returns why it cannot answer, if so. */
    private Optional<String> answer(
            ServedVersion version, Role role, List<Integer> which, @Nullable Outcome[] outcomes) {
        BatchAnswer answered = ask(version, which);
        if (answered instanceof BatchAnswer.Unavailable unavailable) {
            return Optional.of("version '" + version.version() + "': " + unavailable.why());
        }
        List<Answer> answers = ((BatchAnswer.Ended) answered).answers();
        for (int i = 0; i < which.size(); i++) {
            Pending pending = batch.get(which.get(i));
            Answer answer = answers.get(i);
            if (answer instanceof Answer.Predicted predicted) {
                Prediction prediction = prediction(roster, version, role, pending, predicted);
                outcomes[which.get(i)] = new Outcome.Answered(
                        prediction, ENCODER.encode(prediction), ShadowAnswers.of(roster.shadows()));
            } else if (answer instanceof Answer.Refused refused) {
                if (refused.reason() == RejectReason.NON_FINITE_OUTPUT) {
                    metrics.nonFinite(roster.model(), version.version());
                }
                outcomes[which.get(i)] = new Outcome.Dead(new DeadLetter(
                        pending.record(),
                        refused.reason(),
                        refused.message(),
                        Optional.of(roster.model()),
                        Optional.of(version.version())));
            }
        }
        return Optional.empty();
    }

    private BatchAnswer ask(ServedVersion version, List<Integer> which) {
        Use use = uses.get(version);
        if (use == null) {
            throw new IllegalStateException("version '" + version.version() + "' is not in the batch's roster");
        }
        List<Question> questions = which.stream()
                .map(batch::get)
                .map(pending -> new Question(pending.request(), pending.record().where()))
                .toList();
        BatchAnswer answer = use.answer(questions);
        if (answer instanceof BatchAnswer.Ended ended) {
            if (ended.answers().size() != which.size()) {
                throw new IllegalStateException("version '" + version.version() + "' gave "
                        + ended.answers().size() + " answers, expected " + which.size());
            }
            if (ended.bisected()) {
                metrics.bisected();
            }
        }
        return answer;
    }

    static Prediction prediction(
            Roster roster, ServedVersion version, Role role, Pending pending, Answer.Predicted answer) {
        Request request = pending.request();
        WireRecord record = pending.record();
        return new Prediction(
                request.id(),
                roster.model(),
                version.version(),
                version.checkpoint(),
                role,
                answer.label(),
                answer.classIndex(),
                answer.items(),
                answer.outputs(),
                record.source(),
                request.format(),
                record.headers(),
                record.timestampMillis());
    }
}
