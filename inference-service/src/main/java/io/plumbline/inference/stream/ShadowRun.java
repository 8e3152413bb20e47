package io.plumbline.inference.stream;

import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.Use;
import io.plumbline.inference.control.Use.Answer;
import io.plumbline.inference.control.Use.BatchAnswer;
import io.plumbline.inference.control.Use.Question;
import io.plumbline.inference.telemetry.InferenceMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shadow's turn at a batch that was answered. Whatever happens to it harms nobody, short of an {@link Error}.
 *
 * <p>Threads: made by the poll thread; run by the shadows' thread, which gives the use back; read by the poll thread once
 * it ended.
 */
final class ShadowRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ShadowRun.class);
    private static final PredictionCodec ENCODER = new PredictionCodec();

    private final Roster roster;
    private final int shadow;
    private final List<Pending> batch;
    private final Use use;
    private final InferenceMetrics metrics;
    private final List<Optional<WireMessage>> messages = new ArrayList<>();
    private @Nullable Error broken;

    /** @param shadow its place in the roster's shadows */
    ShadowRun(Roster roster, int shadow, List<Pending> batch, Use use, InferenceMetrics metrics) {
        this.roster = roster;
        this.shadow = shadow;
        this.batch = List.copyOf(batch);
        this.use = use;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try (use) {
            List<Question> questions = batch.stream()
                    .map(pending ->
                            new Question(pending.request(), pending.record().where()))
                    .toList();
            BatchAnswer answered = use.answer(questions);
            if (answered instanceof BatchAnswer.Ended ended) {
                take(ended.answers());
            } else if (answered instanceof BatchAnswer.Unavailable unavailable) {
                failed(unavailable.why());
            }
        } catch (RuntimeException e) {
            failed(e.toString());
        } catch (Error e) {
            broken = e;
        }
    }

    private void take(List<Answer> answers) {
        if (answers.size() != batch.size()) {
            throw new IllegalStateException("got " + answers.size() + " answers, expected " + batch.size());
        }
        for (int i = 0; i < batch.size(); i++) {
            if (answers.get(i) instanceof Answer.Predicted predicted) {
                messages.add(Optional.of(
                        ENCODER.encode(BatchRun.prediction(roster, version(), Role.SHADOW, batch.get(i), predicted))));
            } else {
                messages.add(Optional.empty());
                if (answers.get(i) instanceof Answer.Refused refused
                        && refused.reason() == RejectReason.NON_FINITE_OUTPUT) {
                    metrics.nonFinite(roster.model(), version().version());
                }
            }
        }
    }

    private void failed(String why) {
        log.atDebug()
                .addKeyValue("model", roster.model())
                .addKeyValue("modelVersion", version().version())
                .addKeyValue("error", why)
                .log("shadow cannot answer");
        messages.clear();
    }

    ServedVersion version() {
        return roster.shadows().get(shadow);
    }

    int shadow() {
        return shadow;
    }

    List<Pending> batch() {
        return batch;
    }

    /**
     * What it said of one request of its batch, as it is written; empty when it could not answer.
     *
     * @throws IllegalStateException if it ended with an error, after which the service must not go on
     */
    Optional<WireMessage> message(int request) {
        if (broken != null) {
            throw new IllegalStateException("shadow '" + version().version() + "' crashed", broken);
        }
        return messages.isEmpty() ? Optional.empty() : messages.get(request);
    }
}
