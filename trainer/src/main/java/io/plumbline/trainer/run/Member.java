package io.plumbline.trainer.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.calibration.TemperatureScaling;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitSetup;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.Fitting;
import io.plumbline.trainer.fit.LearningRateFinder;
import io.plumbline.trainer.fit.OverfitCheck;
import io.plumbline.trainer.fit.Replay;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepTimer;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.TargetProfile;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.NetworkInput;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.optimizer.WeightAverage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One network, the data it learns from, and how it is fitted: a whole run, or one member of an ensemble. */
final class Member implements AutoCloseable {
    private final Experiment experiment;
    private final Dataset data;
    private final Engine engine;
    private final Device device;
    private final Network network;

    /** @throws InvalidExperimentException if the network cannot take the data */
    Member(Experiment experiment, Dataset data, Engine engine, Device device) {
        this.experiment = experiment;
        this.data = data;
        this.engine = engine;
        this.device = device;
        try {
            this.network = new Network(
                    engine,
                    device,
                    experiment.architecture(),
                    NetworkInput.of(data.rowShape(), data.preprocessing()),
                    data.outputs(),
                    inputScale(data),
                    head(data.task(), data.targetScale()),
                    experiment.seed());
        } catch (IllegalArgumentException doesNotFit) {
            throw new InvalidExperimentException("experiment", List.of(String.valueOf(doesNotFit.getMessage())));
        }
    }

    Experiment experiment() {
        return experiment;
    }

    Dataset data() {
        return data;
    }

    Network network() {
        return network;
    }

    /**
     * Puts all parts together once, before anything is written.
     *
     * @throws InvalidExperimentException if loss, optimizer, loader or augmentation cannot take the data or the network
     */
    void requireFits() {
        boolean fits = with(setup -> true);
    }

    /** {@code cpu} or {@code cuda:<number>}. */
    String deviceName() {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /**
     * Fits the network, from what {@code saved} holds to the end.
     *
     * @param run what the logs call it
     * @throws io.plumbline.trainer.fit.DivergedException if a loss or a gradient stops being a number
     */
    FitEnd fit(SavedRun saved, String run, FitListener listener) {
        return with(setup -> {
            Fitting fitting = new Fitting(setup, saved, System::nanoTime);
            long done = fitting.resume();
            listener.started(new FitStart(
                    experiment.model(),
                    run,
                    done,
                    fitting.steps(),
                    experiment.fit().epochs(),
                    fitting.stepsPerEpoch(),
                    data.train().items(),
                    data.validation().items(),
                    network.parameterCount(),
                    deviceName(),
                    experiment.threads(),
                    experiment.resolved()));
            return fitting.run(listener);
        });
    }

    /** Fits the temperature to the validation part and puts it into the head; does nothing if an answer is no number. */
    Optional<TemperatureScaling> calibrate() {
        float[] logits = network.raw(data.validation().inputs());
        if (!finite(logits)) {
            return Optional.empty();
        }
        TemperatureScaling fitted =
                TemperatureScaling.fit(logits, data.outputs(), data.validation().targets());
        network.replaceHead(new Head.Softmax(fitted.temperature()));
        return Optional.of(fitted);
    }

    static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    LearningRateFinder.Sweep findLearningRate(double from, double to, int steps) {
        return with(setup -> new LearningRateFinder(setup).sweep(from, to, steps));
    }

    OverfitCheck.Result overfitOneBatch(int steps) {
        return with(setup -> {
            long perEpoch = setup.loader().batchesPerEpoch();
            return new OverfitCheck(setup)
                    .run(steps, perEpoch, perEpoch * experiment.fit().epochs());
        });
    }

    StepTimer.Timing timeSteps() {
        return with(setup -> new StepTimer(setup, System::nanoTime).run());
    }

    Replay.Result replay(Path file) {
        return with(setup -> new Replay(setup).of(file));
    }

    private <T> T with(Function<FitSetup, T> work) {
        Optional<WeightAverage> average =
                experiment.optimizer().average().map(config -> config.over(network.parameters()));
        try (WeightAverage closing = average.orElse(null);
                Optimizer optimizer = experiment.optimizer().over(network.parameters());
                Loader loader = new Loader(
                        data,
                        experiment.fit().batch(),
                        experiment.fit().seed(),
                        experiment.loader(),
                        experiment.augmentation())) {
            return work.apply(new FitSetup(
                    engine,
                    network,
                    data,
                    loader,
                    experiment.loss().over(TargetProfile.of(data)),
                    optimizer,
                    average,
                    experiment.schedule().start(),
                    TaskMetrics.of(data.task(), experiment.metrics()),
                    experiment.fit()));
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private static InputScale inputScale(Dataset data) {
        return data.preprocessing().stream()
                .filter(Step.ScaleImage.class::isInstance)
                .map(Step.ScaleImage.class::cast)
                .map(step -> new InputScale(step.factor(), step.mean(), step.std()))
                .findFirst()
                .orElse(InputScale.NONE);
    }

    private static Head head(Task task, TargetScale scale) {
        if (task instanceof Task.Classification) {
            return new Head.Softmax();
        }
        return task instanceof Task.Regression
                ? new Head.Unscale(scale.log1p(), scale.mean(), scale.std())
                : new Head.Scores();
    }
}
