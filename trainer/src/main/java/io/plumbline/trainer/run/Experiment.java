package io.plumbline.trainer.run;

import io.plumbline.trainer.augment.Augmentation;
import io.plumbline.trainer.calibration.CalibrationConfig;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.ExperimentFile;
import io.plumbline.trainer.experiment.Provenance;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.fit.FitConfig;
import io.plumbline.trainer.loader.LoaderConfig;
import io.plumbline.trainer.logger.Loggers;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.Torch;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.schedule.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a run, checked: each component by its type and options.
 *
 * @param threads for the engine; part of what a result depends on
 * @param device what the network runs on: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:<number>}
 * @param loader how batches are made
 * @param augmentation what training images go through
 * @param metrics names of what is measured on the validation part; empty for what the task is usually judged by
 * @param calibration what is fitted to the validation part once the weights are
 * @param loggers where a run is logged; decides nothing about its result
 * @param ensemble empty for a single network
 * @param resolved all values in force, defaults included, as the manifest records them
 * @param provenance where each was written
 */
public record Experiment(
        String model,
        int seed,
        int threads,
        String device,
        DataSource data,
        Architecture architecture,
        Loss.Config loss,
        Optimizer.Config optimizer,
        Schedule.Config schedule,
        FitConfig fit,
        LoaderConfig loader,
        Augmentation augmentation,
        List<String> metrics,
        CalibrationConfig calibration,
        Loggers loggers,
        Optional<EnsembleConfig> ensemble,
        Map<String, @Nullable Object> resolved,
        Provenance provenance) {
    private static final int MAX_THREADS = 1024;

    /** As {@link #read(Path, List, Map)}, without an environment. */
    public static Experiment read(Path file, List<String> overrides) {
        return read(file, overrides, Map.of());
    }

    /**
     * Reads an experiment; paths in it start from the folder that the file lies in.
     *
     * @param overrides {@code key=value} with dotted keys, laid over file and environment
     * @param environment whose {@code PLUMBLINE_TRAIN_*} variables are laid over the file
     * @throws io.plumbline.trainer.experiment.InvalidExperimentException naming every problem
     */
    public static Experiment read(Path file, List<String> overrides, Map<String, String> environment) {
        return of(ExperimentFile.read(file, overrides, environment), file.toString());
    }

    /**
     * Reads an experiment out of values that an earlier reading resolved, as a manifest holds them.
     *
     * @param folder that relative paths start from
     * @param source where the values come from, for messages
     */
    public static Experiment of(Map<String, @Nullable Object> resolved, Path folder, String source) {
        return of(ExperimentFile.of(resolved, folder, source), source);
    }

    private static Experiment of(Settings settings, String source) {
        Path folder = settings.provenance().folder();
        String model = settings.text("model");
        if (!model.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            settings.problem("model", "is '" + model + "', expected letters, digits, '.', '_' and '-'");
        }
        int seed = settings.whole("seed", 0, Integer.MAX_VALUE, 1);
        int threads =
                settings.whole("threads", 1, MAX_THREADS, Runtime.getRuntime().availableProcessors());
        String device = settings.text("device", "auto");
        if (!Torch.isDevice(device)) {
            settings.problem("device", "is '" + device + "', expected " + Torch.DEVICES);
        }
        DataSource data = DataSources.from(settings.section("data"), folder);
        Optional<EnsembleConfig> ensemble = settings.has("ensemble")
                ? Optional.of(EnsembleConfig.from(settings.section("ensemble")))
                : Optional.empty();
        List<Architecture> networks = ensemble.map(EnsembleConfig::networks).orElse(List.of());
        // Networks of an ensemble take the place of the one network, so that a file of one becomes an ensemble by one
        // line.
        Architecture architecture = networks.isEmpty() || settings.has("network")
                ? Architecture.from(settings.section("network"))
                : networks.get(0);
        Loss.Config loss = Loss.from(settings.section("loss"));
        Optimizer.Config optimizer = Optimizer.from(settings.section("optimizer"));
        Schedule.Config schedule = Schedule.from(settings.section("schedule"));
        FitConfig fit = FitConfig.from(settings.section("fit"), seed);
        LoaderConfig loader = LoaderConfig.from(settings.section("loader"));
        Augmentation augmentation = Augmentation.from(settings.sections("augment"));
        List<String> metrics = settings.texts("metrics");
        CalibrationConfig calibration = CalibrationConfig.from(settings.section("calibration"));
        Loggers loggers = Loggers.from(settings.sections("loggers", Loggers.DEFAULT));
        settings.refuseProblems(source);
        return new Experiment(
                model,
                seed,
                threads,
                device,
                data,
                architecture,
                loss,
                optimizer,
                schedule,
                fit,
                loader,
                augmentation,
                metrics,
                calibration,
                loggers,
                ensemble,
                settings.resolved(),
                settings.provenance());
    }

    /** The folder that relative paths start from: seen from the working folder where it lies in it, else absolute. */
    public String folder() {
        Path here = Path.of("").toAbsolutePath();
        Path folder = provenance.folder().toAbsolutePath().normalize();
        Path told = folder.startsWith(here) ? here.relativize(folder) : folder;
        return told.toString().replace('\\', '/');
    }

    /** How many networks are fitted. */
    public int members() {
        return ensemble.map(EnsembleConfig::size).orElse(1);
    }

    /** The experiment of one network: with a seed of its own, and an architecture of its own where members differ in that. */
    Experiment member(int index) {
        if (ensemble.isEmpty()) {
            return this;
        }
        List<Architecture> networks = ensemble.get().networks();
        int own = (int) ((seed + (long) index) & Integer.MAX_VALUE);
        return new Experiment(
                model,
                own,
                threads,
                device,
                data,
                networks.isEmpty() ? architecture : networks.get(index),
                loss,
                optimizer,
                schedule,
                fit.withSeed(own),
                loader,
                augmentation,
                metrics,
                calibration,
                loggers,
                Optional.empty(),
                resolved,
                provenance);
    }

    /** What one network learns from and is validated on. */
    Dataset dataOf(int index, Dataset all) {
        return ensemble.filter(config -> config.kind() == EnsembleConfig.Kind.FOLDS)
                .map(config -> all.fold(index, config.size(), seed))
                .orElse(all);
    }

    /** How much each network's answer counts. */
    List<Double> votes(List<Network> networks, Dataset on) {
        EnsembleConfig.Voting voting = ensemble.map(EnsembleConfig::voting).orElse(EnsembleConfig.Voting.EQUAL);
        return switch (voting) {
            case EQUAL -> Votes.equal(networks.size());
            case FITTED -> Votes.fitted(networks, on);
            case GIVEN -> ensemble.map(EnsembleConfig::weights).orElse(List.of());
        };
    }
}
