package io.plumbline.trainer.run;

import ai.djl.engine.Engine;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.OnnxExporter;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.Fitting;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.loss.TargetProfile;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.Torch;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One experiment carried out: data, network, fitting, export, checkpoint. */
public final class TrainingRun implements AutoCloseable {
    private final Experiment experiment;
    private final Dataset data;
    private final Engine engine;
    private final Network network;

    /**
     * Loads the data and builds the network.
     *
     * @throws InvalidExperimentException if loss, network and data do not fit each other
     */
    public TrainingRun(Experiment experiment) {
        this.experiment = experiment;
        this.data = experiment.data().load();
        requireFits(experiment.loss(), data.task());
        this.engine = Torch.start(experiment.threads());
        try {
            this.network = new Network(
                    engine,
                    experiment.architecture(),
                    data.rowShape(),
                    data.outputs(),
                    inputScale(data),
                    head(data.task(), data.targetScale()),
                    experiment.seed());
        } catch (IllegalArgumentException doesNotFit) {
            throw new InvalidExperimentException("experiment", List.of(String.valueOf(doesNotFit.getMessage())));
        }
    }

    public Dataset data() {
        return data;
    }

    public Network network() {
        return network;
    }

    /**
     * Fits the network to the training part.
     *
     * @throws io.plumbline.trainer.fit.DivergedException if the loss stops being a number
     */
    public void fit(FitListener listener) {
        try (Optimizer optimizer = experiment.optimizer().over(network.parameters())) {
            Loss loss = experiment.loss().over(TargetProfile.of(data));
            new Fitting(engine, network, loss, optimizer, experiment.schedule().start(), experiment.fit())
                    .run(data, listener);
        }
    }

    public byte[] export() {
        return OnnxExporter.export(network, data.inputName());
    }

    /**
     * Puts the checkpoint into the store.
     *
     * @throws io.plumbline.trainer.export.ParityException if ONNX Runtime answers otherwise; nothing is written then
     */
    public Published publish(byte[] onnx, Publisher publisher) {
        return publisher.publish(experiment.model(), data, network, onnx, training());
    }

    @Override
    public void close() {
        network.close();
    }

    private Map<String, Object> training() {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("experiment", experiment.resolved());
        training.put("data_sha256", data.sha256());
        training.put("data", data.provenance());
        training.put("seed", experiment.seed());
        training.put("threads", experiment.threads());
        training.put("epochs", experiment.fit().epochs());
        training.put(
                "items",
                Map.of(
                        "train", data.train().items(),
                        "validation", data.validation().items(),
                        "holdout", data.holdout().items()));
        training.put("parameters", network.parameterCount());
        training.put(
                "libraries",
                Map.of(
                        "djl", Engine.getDjlVersion(),
                        "pytorch", engine.getVersion(),
                        "java", Runtime.version().toString()));
        return training;
    }

    private static void requireFits(Loss.Config loss, Task task) {
        if (!loss.fits(task)) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("loss.type does not fit data.type, whose task is " + task.label()
                            + "; expected cross-entropy for classification, mse for regression,"
                            + " pairwise-logistic for ranking"));
        }
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
