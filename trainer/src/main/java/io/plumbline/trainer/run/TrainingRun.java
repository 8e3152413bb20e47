package io.plumbline.trainer.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.Json;
import io.plumbline.trainer.calibration.DecisionThreshold;
import io.plumbline.trainer.calibration.TemperatureScaling;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.ResolvedExperiment;
import io.plumbline.trainer.export.OnnxExporter;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.LearningRateFinder;
import io.plumbline.trainer.fit.OverfitCheck;
import io.plumbline.trainer.fit.Replay;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepTimer;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Answering;
import io.plumbline.trainer.network.Ensemble;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.Torch;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import io.plumbline.trainer.state.DurableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One experiment carried out: data, network or ensemble, fitting, export, checkpoint. */
public final class TrainingRun implements AutoCloseable {
    /** Settings that change nothing about the result; a run may go on with others. */
    private static final List<String> HARMLESS = List.of(
            "loggers", "loader.threads", "loader.prefetch", "fit.checkpoints.every", "fit.checkpoints.every-steps");

    private final Experiment experiment;
    private final Dataset data;
    private final Engine engine;
    private final List<Member> members = new ArrayList<>();
    private final List<FitEnd> ends = new ArrayList<>();
    private final List<TemperatureScaling> temperatures = new ArrayList<>();
    private Optional<DecisionThreshold> threshold = Optional.empty();
    private Optional<Decision> decision = Optional.empty();
    private Map<String, MetricEstimate> holdoutMetrics = Map.of();
    private @Nullable Ensemble ensemble;

    /**
     * Loads the data and builds what is to be fitted.
     *
     * @throws UnavailableDeviceException if the experiment asks for a GPU that cannot be used here
     * @throws InvalidExperimentException if the experiment's parts and the data do not fit each other
     */
    public TrainingRun(Experiment experiment) {
        this.experiment = experiment;
        this.engine = Torch.start(experiment.threads());
        Device device = device(engine, experiment.device());
        this.data = experiment.data().load();
        requireFits(experiment.loss(), data.task());
        experiment.calibration().requireFits(data.task());
        Loader.requireFull(experiment.fit().batch(), data.train().items());
        requireMeasured(experiment, TaskMetrics.of(data.task(), experiment.metrics()));
        try {
            for (int i = 0; i < experiment.members(); i++) {
                Member member = new Member(experiment.member(i), experiment.dataOf(i, data), engine, device);
                members.add(member);
                member.requireFits();
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private static Device device(Engine engine, String name) {
        try {
            return Torch.device(engine, name);
        } catch (IllegalArgumentException absent) {
            throw new UnavailableDeviceException(String.valueOf(absent.getMessage()));
        }
    }

    public Experiment experiment() {
        return experiment;
    }

    public Dataset data() {
        return data;
    }

    /** The first network: the only one, unless the experiment is an ensemble. */
    public Network network() {
        return members.get(0).network();
    }

    /** Numbers that are learnt, over all members. */
    public long parameterCount() {
        return members.stream()
                .mapToLong(member -> member.network().parameterCount())
                .sum();
    }

    /**
     * What says whether one run can go on with another to the bit: data, device, libraries, and everything but where it is logged, how often it is
     * saved and how far ahead batches are made.
     */
    public String digest() {
        Map<?, ?> decides = experiment.resolved();
        for (String harmless : HARMLESS) {
            decides = without(decides, harmless);
        }
        return Digests.sha256(
                (Json.write(decides) + Json.write(facts()) + data.sha256()).getBytes(StandardCharsets.UTF_8));
    }

    /** A copy without the value at a dotted key. */
    private static Map<?, ?> without(Map<?, ?> values, String key) {
        Map<Object, Object> rest = new LinkedHashMap<>(values);
        int dot = key.indexOf('.');
        if (dot < 0) {
            rest.remove(key);
        } else if (rest.get(key.substring(0, dot)) instanceof Map<?, ?> section) {
            rest.put(key.substring(0, dot), without(section, key.substring(dot + 1)));
        }
        return rest;
    }

    /**
     * Fits every member, taking up where {@code saved} left off.
     *
     * @param listeners opens what hears of a part of the run, given its folder; each is closed when its part is over
     * @throws io.plumbline.trainer.fit.DivergedException if a loss or a gradient stops being a number
     */
    public void fit(SavedRun saved, Function<Path, FitListener> listeners) {
        ends.clear();
        temperatures.clear();
        String yaml = new ResolvedExperiment(experiment.resolved(), experiment.provenance()).toYaml(saved.folder());
        DurableFile.write(
                saved.folder().resolve("experiment.yaml"), out -> out.write(yaml.getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            SavedRun own = part(saved, i);
            try (FitListener listener = listeners.apply(own.folder())) {
                ends.add(member.fit(own, nameOf(saved, i), listener));
                if (experiment.calibration().temperature()) {
                    member.calibrate().ifPresent(temperatures::add);
                }
                if (members.size() == 1) {
                    decide();
                }
                listener.evaluated(evaluation(member.data(), member.network()));
            }
        }
        if (members.size() > 1) {
            ensemble = new Ensemble(engine, networks(), experiment.votes(networks(), data));
            decide();
            try (FitListener listener = listeners.apply(saved.folder())) {
                listener.started(together(saved));
                listener.ended(new FitEnd(
                        members.size() + " networks put together",
                        0,
                        0,
                        0,
                        ends.stream().mapToDouble(FitEnd::seconds).sum()));
                listener.evaluated(evaluation(data, ensemble));
            }
        }
    }

    /** The run has come to its end: what it and its members could be gone on from goes. */
    public void finish(SavedRun saved) {
        saved.finish();
        for (int i = 0; members.size() > 1 && i < members.size(); i++) {
            part(saved, i).finish();
        }
    }

    private SavedRun part(SavedRun saved, int member) {
        return members.size() == 1 ? saved : new SavedRun(saved.folder().resolve(memberFolder(member)));
    }

    /** Fits the threshold of the whole model, where the experiment wants one. */
    private void decide() {
        float[] answers = model().answer(data.validation().inputs());
        if (!Member.finite(answers)) {
            return; // Nothing can be fitted to such answers; publishing refuses them and says so.
        }
        threshold = experiment.calibration().fitThreshold(data.task(), data.validation(), answers);
        decision = threshold.map(fitted -> experiment.calibration().decision(data.task(), fitted));
    }

    private String nameOf(SavedRun saved, int member) {
        return members.size() == 1 ? name(saved) : name(saved) + "-" + memberFolder(member);
    }

    private static String name(SavedRun saved) {
        return String.valueOf(saved.folder().getFileName());
    }

    private FitStart together(SavedRun saved) {
        return new FitStart(
                experiment.model(),
                name(saved),
                0,
                0,
                0,
                0,
                data.train().items(),
                data.validation().items(),
                parameterCount(),
                members.get(0).deviceName(),
                experiment.threads(),
                experiment.resolved());
    }

    private Evaluation evaluation(Dataset on, Answering model) {
        float[] answers = model.answer(on.validation().inputs());
        return new Evaluation(
                on.task(),
                on.validation(),
                on.rowShape(),
                answers,
                decision,
                TaskMetrics.of(on.task(), experiment.metrics())
                        .deciding(decision)
                        .estimates(on.validation(), answers));
    }

    /**
     * The finished model's metrics over the held-out part, with 95 % intervals: nothing was fitted to it, and nothing may be
     * chosen by it either. A checkpoint that is published afterwards tells them.
     */
    public Map<String, MetricEstimate> measureHoldout() {
        holdoutMetrics = TaskMetrics.of(data.task(), experiment.metrics())
                .deciding(decision)
                .estimates(data.holdout(), model().answer(data.holdout().inputs()));
        return holdoutMetrics;
    }

    /** Sweeps the learning rate over the first network, which is spoilt by it. */
    public LearningRateFinder.Sweep findLearningRate(double from, double to, int steps) {
        return members.get(0).findLearningRate(from, to, steps);
    }

    /** Times some steps of the first network, whose weights are the same afterwards. */
    public StepTimer.Timing timeSteps() {
        return members.get(0).timeSteps();
    }

    /** Trains the first network on one batch, which spoils it. */
    public OverfitCheck.Result overfitOneBatch(int steps) {
        return members.get(0).overfitOneBatch(steps);
    }

    /**
     * Does the step again that ended a run of this experiment; of an ensemble, of the member that the file's folder names.
     *
     * @throws io.plumbline.trainer.state.MalformedStateException if the file is damaged or of another experiment
     */
    public Replay.Result replay(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        for (int i = 0; i < members.size(); i++) {
            if (folder != null && folder.endsWith(memberFolder(i))) {
                return members.get(i).replay(file);
            }
        }
        return members.get(0).replay(file);
    }

    private static String memberFolder(int index) {
        return "member-" + (index + 1);
    }

    public byte[] export() {
        return OnnxExporter.export(model(), data.inputName());
    }

    /**
     * Compares the exported model with the trained one.
     *
     * @throws io.plumbline.trainer.export.ParityException if ONNX Runtime answers otherwise
     */
    public Parity checkParity(byte[] onnx) {
        return Publisher.parity(data, model(), onnx);
    }

    /**
     * Puts the checkpoint into the store.
     *
     * @throws io.plumbline.trainer.export.ParityException if ONNX Runtime answers otherwise; nothing is written then
     */
    public Published publish(byte[] onnx, Publisher publisher) {
        return publisher.publish(experiment.model(), data, model(), onnx, experiment.metrics(), decision, training());
    }

    /** What is exported; of an ensemble that is not fitted yet, all members with equal votes. */
    private Answering model() {
        if (members.size() == 1) {
            return network();
        }
        if (ensemble == null) {
            ensemble = new Ensemble(engine, networks(), Votes.equal(members.size()));
        }
        return ensemble;
    }

    private List<Network> networks() {
        return members.stream().map(Member::network).toList();
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        if (ensemble != null) {
            ensemble.close();
        }
    }

    /** SHA-256 of each network's weights. */
    public List<String> weightsSha256() {
        return members.stream().map(member -> member.network().weightsSha256()).toList();
    }

    /** What a result depends on besides experiment and data. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("threads", experiment.threads());
        facts.put("device", members.get(0).deviceName());
        facts.put(
                "libraries",
                new TreeMap<>(Map.of(
                        "djl", Engine.getDjlVersion(),
                        "pytorch", engine.getVersion(),
                        "java", Runtime.version().toString())));
        return facts;
    }

    private Map<String, Object> training() {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("experiment", experiment.resolved());
        training.put("folder", experiment.folder());
        training.put("data_sha256", data.sha256());
        training.put("data", data.provenance());
        training.put("seed", experiment.seed());
        training.putAll(facts());
        training.put("epochs", ends.stream().mapToInt(FitEnd::epochs).max().orElse(0));
        training.put("steps", ends.stream().mapToLong(FitEnd::steps).sum());
        training.put("weights_sha256", weightsSha256());
        if (!temperatures.isEmpty()) {
            training.put(
                    "temperatures", temperatures.stream().map(TrainingRun::told).toList());
        }
        threshold.ifPresent(fitted -> training.put(
                "threshold",
                Map.of(
                        "value", fitted.threshold(),
                        "f1_at_half", fitted.before().f1(),
                        "f1", fitted.after().f1())));
        if (!holdoutMetrics.isEmpty()) {
            Map<String, Object> told = new LinkedHashMap<>();
            holdoutMetrics.forEach((name, estimate) -> told.put(
                    name, Map.of("value", estimate.value(), "lower", estimate.lower(), "upper", estimate.upper())));
            training.put("holdout_metrics", told);
        }
        if (ensemble != null) {
            training.put("votes", ensemble.weights());
        }
        training.put(
                "items",
                Map.of(
                        "train", data.train().items(),
                        "validation", data.validation().items(),
                        "holdout", data.holdout().items()));
        training.put("parameters", parameterCount());
        return training;
    }

    private static Map<String, Object> told(TemperatureScaling fitted) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("temperature", fitted.temperature());
        told.put("log_loss_before", fitted.before().logLoss());
        told.put("log_loss", fitted.after().logLoss());
        told.put("ece_before", fitted.before().ece());
        told.put("ece", fitted.after().ece());
        return told;
    }

    /** What decides a run must be among what it measures; better said now than after the first epoch. */
    private static void requireMeasured(Experiment experiment, TaskMetrics metrics) {
        List<String> problems = new ArrayList<>();
        Map<String, String> watched = new LinkedHashMap<>(experiment.fit().watched());
        experiment.schedule().metric().ifPresent(metric -> watched.put("schedule.metric", metric));
        watched.forEach((key, metric) -> {
            if (!metric.equals("loss") && !metrics.names().contains(metric)) {
                problems.add("%s is '%s', expected loss or one of the metrics that the run measures: %s"
                        .formatted(key, metric, metrics.names()));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
    }

    private static void requireFits(Loss.Config loss, Task task) {
        if (!loss.fits(task)) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("loss.type does not fit data.type, whose task is " + task.label() + "; expected one of "
                            + Loss.types(task)));
        }
    }
}
