package io.plumbline.trainer.logger;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one, in the order given; none can harm the run or another one.
 *
 * <p>Which failures are loud: before the first step nothing is lost yet, so what {@link #started} throws goes on to the caller
 * and the run does not begin. Later a listener's failure is logged at WARN the first time and counted from then on; the
 * listener keeps hearing, and it alone decides whether it can go on. What is lost in the end, {@link #problems} says.
 */
public final class FitListeners implements FitListener {
    private static final Logger LOG = LoggerFactory.getLogger(FitListeners.class);

    private final List<Part> parts;

    /** @param listeners by a name that a message can use; a map that keeps its order */
    public FitListeners(Map<String, FitListener> listeners) {
        this.parts = listeners.entrySet().stream()
                .map(entry -> new Part(entry.getKey(), entry.getValue()))
                .toList();
    }

    private FitListeners(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** These and one more, which hears first; both share what {@link #problems} says. */
    public FitListeners after(String name, FitListener first) {
        List<Part> all = new ArrayList<>(parts);
        all.add(0, new Part(name, first));
        return new FitListeners(all);
    }

    /** One line for each listener that failed: who, how often, and why the first time. */
    public List<String> problems() {
        return parts.stream()
                .filter(part -> part.firstFailure != null)
                .map(Part::problem)
                .toList();
    }

    @Override
    public void started(FitStart start) {
        parts.forEach(part -> part.listener.started(start));
    }

    @Override
    public void stepped(StepResult step) {
        for (Part part : parts) {
            try {
                part.listener.stepped(step);
            } catch (RuntimeException failure) {
                part.failed(failure);
            }
        }
    }

    @Override
    public void validated(EpochResult epoch) {
        tell(listener -> listener.validated(epoch));
    }

    @Override
    public void ended(FitEnd end) {
        tell(listener -> listener.ended(end));
    }

    @Override
    public void evaluated(Evaluation evaluation) {
        tell(listener -> listener.evaluated(evaluation));
    }

    @Override
    public void close() {
        tell(FitListener::close);
    }

    private void tell(Consumer<FitListener> event) {
        for (Part part : parts) {
            try {
                event.accept(part.listener);
            } catch (RuntimeException failure) {
                part.failed(failure);
            }
        }
    }

    private static final class Part {
        private final String name;
        private final FitListener listener;
        private @Nullable RuntimeException firstFailure;
        private long failures;

        Part(String name, FitListener listener) {
            this.name = name;
            this.listener = listener;
        }

        void failed(RuntimeException failure) {
            failures++;
            if (firstFailure == null) {
                firstFailure = failure;
                LOG.atWarn()
                        .setCause(failure)
                        .addKeyValue("logger", name)
                        .addKeyValue("error", describe(failure))
                        .log("a logger failed; training goes on, its further failures are only counted");
            }
        }

        String problem() {
            return "%s failed %s: %s"
                    .formatted(
                            name,
                            failures == 1 ? "once" : failures + " times, first",
                            firstFailure == null ? "" : describe(firstFailure));
        }

        /** An input or output error's own words are in its cause. */
        private static String describe(RuntimeException failure) {
            return failure instanceof UncheckedIOException io
                    ? io.getMessage() + ": " + io.getCause()
                    : failure.toString();
        }
    }
}
