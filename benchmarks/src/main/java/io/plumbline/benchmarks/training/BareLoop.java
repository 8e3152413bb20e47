package io.plumbline.benchmarks.training;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.network.NetworkInput;
import io.plumbline.trainer.network.Torch;
import io.plumbline.trainer.run.Experiment;
import java.util.ArrayList;
import java.util.List;

/**
 * The same network trained by DJL's own trainer, loss and native Adam: forward, loss, backward, step.
 *
 * <p>No shuffling, no augmentation, no metrics, no logging: the batches are cut and scaled before the clock starts, so that each
 * step only hands one to the engine.
 */
final class BareLoop implements AutoCloseable {
    private record Batch(
            @SuppressWarnings("ArrayRecordComponent") float[] inputs,
            @SuppressWarnings("ArrayRecordComponent") float[] targets) {}

    private final Model model;
    private final Trainer trainer;
    private final Shape rowShape;
    private final List<Batch> batches = new ArrayList<>();
    private final boolean classes;

    BareLoop(Experiment experiment, Dataset data) {
        rowShape = new Shape(data.rowShape());
        classes = data.task() instanceof Task.Classification;
        model = Model.newInstance("bare", Device.cpu(), "PyTorch");
        model.setBlock(experiment
                .architecture()
                .build(NetworkInput.of(data.rowShape(), data.preprocessing()), data.outputs()));
        trainer = model.newTrainer(new DefaultTrainingConfig(classes ? Loss.softmaxCrossEntropyLoss() : Loss.l2Loss())
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(1e-3f))
                        .build()));
        trainer.initialize(new Shape(1).addAll(rowShape));
        cut(data, experiment.fit().batch());
    }

    /** Runs the bare loop without the trainer beside it, and prints the process's peak memory. */
    static void alone(Experiment experiment, int epochs) {
        Torch.start(experiment.threads());
        try (BareLoop loop = new BareLoop(experiment, experiment.data().load())) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                loop.epoch();
            }
            System.out.printf("%-22s %,d MiB%n", "peak resident", Memory.peakBytes() >> 20);
        }
    }

    private void cut(Dataset data, int size) {
        Partition part = data.train();
        for (int from = 0; from < part.rows(); from += size) {
            // The trainer's rule: a last item alone joins the batch before it.
            int count = part.rows() - from <= size + 1 ? part.rows() - from : size;
            float[] inputs = new float[count * part.width()];
            for (int i = 0; i < inputs.length; i++) {
                float value = part.inputs()[from * part.width() + i];
                inputs[i] = rowShape.dimension() == 3 ? value / 255 : value;
            }
            float[] targets = new float[count];
            for (int i = 0; i < count; i++) {
                targets[i] = data.targetScale().apply(part.targets()[from + i]);
            }
            batches.add(new Batch(inputs, targets));
            from += count - size;
        }
    }

    /** One pass over all batches; gives the seconds it took. */
    double epoch() {
        long started = System.nanoTime();
        for (Batch batch : batches) {
            int rows = batch.targets().length;
            try (NDManager scope = trainer.getManager().newSubManager()) {
                NDArray inputs = scope.create(batch.inputs(), new Shape(rows).addAll(rowShape));
                NDArray targets = scope.create(batch.targets(), classes ? new Shape(rows) : new Shape(rows, 1));
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList answers = trainer.forward(new NDList(inputs));
                    collector.backward(trainer.getLoss().evaluate(new NDList(targets), answers));
                }
            }
            trainer.step();
        }
        return (System.nanoTime() - started) / 1e9;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
