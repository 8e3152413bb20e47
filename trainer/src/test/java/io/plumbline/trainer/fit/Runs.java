package io.plumbline.trainer.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of a made-up run of 3 epochs with 4 steps each, for tests of who hears them. */
public final class Runs {
    public static final int STEPS_PER_EPOCH = 4;
    public static final int EPOCHS = 3;
    public static final int STEPS = STEPS_PER_EPOCH * EPOCHS;

    private Runs() {}

    /** The run, started after {@code step} steps. */
    public static FitStart start(long step) {
        Map<String, Object> experiment = new LinkedHashMap<>();
        experiment.put("model", "shoes");
        experiment.put("fit", new LinkedHashMap<>(Map.of("epochs", EPOCHS)));
        experiment.put("loggers", List.of(Map.of("type", "csv"), Map.of("type", "html")));
        return new FitStart(
                "shoes", "shoes-1", step, STEPS, EPOCHS, STEPS_PER_EPOCH, 40, 10, 1234, "cpu", 2, experiment);
    }

    /** Networks put together: nothing is trained. */
    public static FitStart together() {
        FitStart run = start(0);
        return new FitStart(run.model(), run.run(), 0, 0, 0, 0, 40, 10, 2468, "cpu", 2, run.experiment());
    }

    /** Loss 1 / step, rate 0.1 per epoch divided by it. */
    public static StepResult step(long step) {
        int epoch = (int) ((step - 1) / STEPS_PER_EPOCH) + 1;
        return new StepResult(step, STEPS, epoch, 1.0 / step, 0.1 / epoch, 2.5, 10, step * 0.5);
    }

    public static EpochResult epoch(int epoch) {
        return epoch(epoch, Map.of("accuracy", 0.5 + 0.1 * epoch, "f1_macro", 0.4 + 0.1 * epoch));
    }

    public static EpochResult epoch(int epoch, Map<String, Double> metrics) {
        long step = (long) epoch * STEPS_PER_EPOCH;
        return new EpochResult(
                epoch, EPOCHS, step, 1.0 / step, 1.5 / step, metrics, 0.1 / epoch, epoch != 2, step * 0.5 + 0.25);
    }

    /** Tells the steps after {@code from} up to {@code to}, each epoch's validation behind its last step. */
    public static void tell(FitListener listener, long from, long to) {
        for (long step = from + 1; step <= to; step++) {
            listener.stepped(step(step));
            if (step % STEPS_PER_EPOCH == 0) {
                listener.validated(epoch((int) (step / STEPS_PER_EPOCH)));
            }
        }
    }

    public static FitEnd end() {
        return new FitEnd("all epochs done", EPOCHS, STEPS, 3, 6.25);
    }
}
