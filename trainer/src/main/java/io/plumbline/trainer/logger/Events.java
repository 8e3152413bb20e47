package io.plumbline.trainer.logger;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of a run as JSON objects, and back.
 *
 * <p>Each has {@code event} (start, step, epoch, end, evaluation) and {@code step}; a number that is not finite is
 * {@code null}, and read back it is NaN.
 */
final class Events {
    private Events() {}

    static Map<String, @Nullable Object> of(FitStart start) {
        Map<String, @Nullable Object> event = event("start", start.step());
        event.put("model", start.model());
        event.put("run", start.run());
        event.put("steps", start.steps());
        event.put("epochs", start.epochs());
        event.put("steps_per_epoch", start.stepsPerEpoch());
        event.put("train_items", start.trainItems());
        event.put("validation_items", start.validationItems());
        event.put("parameters", start.parameters());
        event.put("device", start.device());
        event.put("threads", start.threads());
        event.put("experiment", finite(start.experiment()));
        return event;
    }

    static Map<String, @Nullable Object> of(StepResult step) {
        Map<String, @Nullable Object> event = event("step", step.step());
        event.put("epoch", step.epoch());
        event.put("loss", finite(step.loss()));
        event.put("learning_rate", finite(step.learningRate()));
        event.put("gradient_norm", finite(step.gradientNorm()));
        event.put("items", step.items());
        event.put("seconds", finite(step.seconds()));
        return event;
    }

    static Map<String, @Nullable Object> of(EpochResult epoch) {
        Map<String, @Nullable Object> event = event("epoch", epoch.step());
        event.put("epoch", epoch.epoch());
        event.put("training_loss", finite(epoch.trainingLoss()));
        event.put("validation_loss", finite(epoch.validationLoss()));
        event.put("learning_rate", finite(epoch.learningRate()));
        event.put("best", epoch.best());
        event.put("metrics", finite(new TreeMap<>(epoch.metrics())));
        event.put("seconds", finite(epoch.seconds()));
        return event;
    }

    static Map<String, @Nullable Object> of(FitEnd end) {
        Map<String, @Nullable Object> event = event("end", end.steps());
        event.put("epoch", end.epochs());
        event.put("reason", end.reason());
        event.put("best_epoch", end.bestEpoch());
        event.put("seconds", finite(end.seconds()));
        return event;
    }

    static Map<String, @Nullable Object> of(Evaluation evaluation, long step, int epoch) {
        Map<String, Object> metrics = new TreeMap<>();
        for (Map.Entry<String, MetricEstimate> metric : evaluation.metrics().entrySet()) {
            Map<String, @Nullable Object> estimate = new LinkedHashMap<>();
            estimate.put("value", finite(metric.getValue().value()));
            estimate.put("lower", finite(metric.getValue().lower()));
            estimate.put("upper", finite(metric.getValue().upper()));
            metrics.put(metric.getKey(), estimate);
        }
        Map<String, @Nullable Object> event = event("evaluation", step);
        event.put("epoch", epoch);
        event.put("task", evaluation.task().label());
        event.put("items", evaluation.part().items());
        event.put("metrics", metrics);
        return event;
    }

    /** Whether a run that goes on from {@code step} still stands by this event; ends and evaluations are told anew. */
    static boolean counts(Map<String, @Nullable Object> event, long step) {
        return event.get("step") instanceof Number at
                && at.longValue() <= step
                && event.get("event") instanceof String kind
                && List.of("start", "step", "epoch").contains(kind);
    }

    /** Whether this is the validation after {@code step}. */
    static boolean isEpoch(Map<String, @Nullable Object> event, long step) {
        return "epoch".equals(event.get("event")) && event.get("step") instanceof Number at && at.longValue() == step;
    }

    /**
     * Tells {@code listener} an event again; an end or an evaluation is passed over.
     *
     * @param start the run as it is now; what an old start said beyond its step is not needed again
     */
    static void tell(Map<String, @Nullable Object> event, FitStart start, FitListener listener) {
        long step = (long) number(event, "step");
        switch (String.valueOf(event.get("event"))) {
            case "start" -> listener.started(at(step, start));
            case "step" ->
                listener.stepped(new StepResult(
                        step,
                        start.steps(),
                        (int) number(event, "epoch"),
                        number(event, "loss"),
                        number(event, "learning_rate"),
                        number(event, "gradient_norm"),
                        (int) number(event, "items"),
                        number(event, "seconds")));
            case "epoch" ->
                listener.validated(new EpochResult(
                        (int) number(event, "epoch"),
                        start.epochs(),
                        step,
                        number(event, "training_loss"),
                        number(event, "validation_loss"),
                        metrics(event),
                        number(event, "learning_rate"),
                        Boolean.TRUE.equals(event.get("best")),
                        number(event, "seconds")));
            default -> {
                // Said once, by the process that ended; this one has not.
            }
        }
    }

    private static FitStart at(long step, FitStart start) {
        return new FitStart(
                start.model(),
                start.run(),
                step,
                start.steps(),
                start.epochs(),
                start.stepsPerEpoch(),
                start.trainItems(),
                start.validationItems(),
                start.parameters(),
                start.device(),
                start.threads(),
                start.experiment());
    }

    private static Map<String, @Nullable Object> event(String kind, long step) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", kind);
        event.put("step", step);
        return event;
    }

    /** The tree without NaN and infinities, for which JSON has no word. */
    private static @Nullable Object finite(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), finite(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(Events::finite).toList();
        }
        return tree instanceof Number number && !Double.isFinite(number.doubleValue()) ? null : tree;
    }

    private static double number(Map<?, ?> event, String key) {
        return event.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static Map<String, Double> metrics(Map<String, @Nullable Object> event) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (event.get("metrics") instanceof Map<?, ?> named) {
            named.keySet().forEach(name -> metrics.put(String.valueOf(name), number(named, String.valueOf(name))));
        }
        return metrics;
    }
}
