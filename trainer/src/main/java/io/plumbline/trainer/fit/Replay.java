package io.plumbline.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.state.Facts;
import io.plumbline.trainer.state.MalformedStateException;
import io.plumbline.trainer.state.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Does the step again that ended a run because a number was none, and looks at what went in and what came out.
 *
 * <p>Weights, running averages, batches and random numbers are those of the step.
 */
public final class Replay {
    private final FitSetup setup;

    public Replay(FitSetup setup) {
        this.setup = setup;
    }

    /**
     * What was seen.
     *
     * @param findings where numbers are not finite, in the order in which a step computes: inputs, weights, outputs, loss,
     *     gradients; empty if the step went well this time
     */
    public record Result(long step, int epoch, double loss, double gradientNorm, List<String> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Replays the step that {@code file} holds.
     *
     * @throws MalformedStateException if the file is damaged, or of another experiment
     */
    public Result of(Path file) {
        TensorFile stored = TensorFile.read(file);
        Facts facts = new Facts(stored.facts());
        SavedRun.restoreTensors(setup, stored, facts, file);
        Progress at = Progress.of(facts.section("progress"));
        List<Batch> batches = batches(at, file, stored);
        List<String> findings = new ArrayList<>();
        lookAtInputs(batches, findings);
        setup.network().weights().forEach((name, values) -> {
            long wrong = notFinite(values);
            if (wrong > 0) {
                findings.add("parameter %s: %d of %d weights are not finite".formatted(name, wrong, values.length));
            }
        });
        lookAtOutputs(batches, findings);
        TrainingStep training = new TrainingStep(setup.engine(), setup.network(), setup.loss());
        double loss = training.run(batches, (int) facts.whole("seed"), facts.whole("firstBatch"));
        if (!Double.isFinite(loss)) {
            findings.add("the loss is " + loss);
        }
        setup.network().parameters().forEach(named -> {
            if (named.getValue().requiresGradient()) {
                float[] gradient = gradient(named.getValue().getArray());
                long wrong = notFinite(gradient);
                if (wrong > 0) {
                    findings.add("gradient of %s: %d of %d numbers are not finite"
                            .formatted(named.getKey(), wrong, gradient.length));
                }
            }
        });
        double norm = setup.optimizer().step(facts.real("learningRate"));
        return new Result(at.step + 1, at.epoch, loss, norm, findings);
    }

    private List<Batch> batches(Progress at, Path file, TensorFile stored) {
        List<Batch> batches;
        try (Loader.Batches epoch = setup.loader().epoch(at.epoch, at.batch)) {
            batches = epoch.next(setup.config().accumulate());
        }
        List<List<Integer>> items = batches.stream()
                .map(batch -> Arrays.stream(batch.items()).boxed().toList())
                .toList();
        if (!String.valueOf(stored.facts().get("items")).equals(items.toString())) {
            throw new MalformedStateException(file + " is of a step over other items than step " + (at.step + 1)
                    + " of this experiment has; replay it with the experiment and data that it came from");
        }
        return batches;
    }

    private void lookAtInputs(List<Batch> batches, List<String> findings) {
        for (Batch batch : batches) {
            int width = batch.inputs().length / batch.targets().rows();
            for (int row = 0; row < batch.targets().rows(); row++) {
                if (notFinite(Arrays.copyOfRange(batch.inputs(), row * width, (row + 1) * width)) > 0
                        || !Float.isFinite(batch.targets().values()[row])) {
                    int item = batch.targets().queries()[row];
                    findings.add("input or target of item '%s' is not finite"
                            .formatted(setup.data().train().examples().get(item).id()));
                }
            }
        }
    }

    private void lookAtOutputs(List<Batch> batches, List<String> findings) {
        for (Batch batch : batches) {
            try (NDManager scope = setup.network().newScope()) {
                NDArray raw = setup.network().evaluate(TrainingStep.rows(setup.network(), batch, scope));
                float[] answers = raw.toFloatArray();
                long wrong = notFinite(answers);
                if (wrong > 0) {
                    findings.add("%d of %d outputs of the last layer are not finite".formatted(wrong, answers.length));
                }
            }
        }
    }

    private static float[] gradient(NDArray weights) {
        try (NDArray gradient = weights.getGradient()) {
            return gradient.toFloatArray();
        }
    }

    private static long notFinite(float[] values) {
        long count = 0;
        for (float value : values) {
            count += Float.isFinite(value) ? 0 : 1;
        }
        return count;
    }
}
