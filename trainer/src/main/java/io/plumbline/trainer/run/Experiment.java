package io.plumbline.trainer.run;

import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.ExperimentFile;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.fit.FitConfig;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.schedule.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a run, checked: each component by its type and options.
 *
 * @param threads for the engine; part of what a result depends on
 * @param resolved all values in force, defaults included, as the manifest records them
 */
public record Experiment(
        String model,
        int seed,
        int threads,
        DataSource data,
        Architecture architecture,
        Loss.Config loss,
        Optimizer.Config optimizer,
        Schedule.Config schedule,
        FitConfig fit,
        Map<String, @Nullable Object> resolved) {
    private static final int MAX_THREADS = 1024;

    /**
     * Reads an experiment; paths in it start from the folder that the file lies in.
     *
     * @param overrides {@code key=value} with dotted keys, laid over the file
     * @throws io.plumbline.trainer.experiment.InvalidExperimentException naming every problem
     */
    public static Experiment read(Path file, List<String> overrides) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
        Settings settings = ExperimentFile.read(file, overrides);
        String model = settings.text("model");
        if (!model.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            settings.problem("model", "is '" + model + "', expected letters, digits, '.', '_' and '-'");
        }
        int seed = settings.whole("seed", 0, Integer.MAX_VALUE, 1);
        int threads =
                settings.whole("threads", 1, MAX_THREADS, Runtime.getRuntime().availableProcessors());
        DataSource data = DataSources.from(settings.section("data"), folder);
        Architecture architecture = Architecture.from(settings.section("network"));
        Loss.Config loss = Loss.from(settings.section("loss"));
        Optimizer.Config optimizer = Optimizer.from(settings.section("optimizer"));
        Schedule.Config schedule = Schedule.from(settings.section("schedule"));
        FitConfig fit = FitConfig.from(settings.section("fit"), seed);
        settings.refuseProblems(file.toString());
        return new Experiment(
                model, seed, threads, data, architecture, loss, optimizer, schedule, fit, settings.resolved());
    }
}
