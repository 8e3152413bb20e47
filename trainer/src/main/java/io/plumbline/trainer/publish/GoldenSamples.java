package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A few requests with the trainer's answers, so that whoever loads a checkpoint can see that it answers alike. */
final class GoldenSamples {
    /** Enough for every way that a checkpoint has gone wrong so far to show; few enough to run at each load. */
    private static final int SAMPLES = 8;

    private GoldenSamples() {}

    /** The first items of the validation part, and if those are too few, of the training part. */
    static List<GoldenSample> of(
            String model, Dataset data, String outputName, float[] validationAnswers, float[] trainAnswers) {
        List<GoldenSample> samples = new ArrayList<>();
        add(samples, model, data, outputName, data.validation(), validationAnswers);
        add(samples, model, data, outputName, data.train(), trainAnswers);
        return samples;
    }

    private static void add(
            List<GoldenSample> samples,
            String model,
            Dataset data,
            String outputName,
            Partition part,
            float[] answers) {
        Requests requests = new Requests(model);
        int outputs = data.outputs();
        for (int item = 0; item < part.items() && samples.size() < SAMPLES; item++) {
            float[] answer =
                    Arrays.copyOfRange(answers, part.starts()[item] * outputs, part.starts()[item + 1] * outputs);
            // A ranking query's answer is one axis of scores, as predictions carry it.
            long[] shape = data.task() instanceof Task.Ranking ? new long[] {answer.length} : new long[] {1, outputs};
            samples.add(new GoldenSample(
                    requests.format(part.examples().get(item)),
                    requests.body(part.examples().get(item)),
                    List.of(Tensor.floats(outputName, shape, answer))));
        }
    }
}
