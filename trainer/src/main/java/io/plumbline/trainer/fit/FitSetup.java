package io.plumbline.trainer.fit;

import ai.djl.engine.Engine;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.optimizer.WeightAverage;
import io.plumbline.trainer.schedule.Schedule;
import java.util.Optional;

/**
 * The parts that a run of fitting works with, each new and bound to the others.
 *
 * @param average of the weights, to be validated and published in their place; empty for the weights themselves
 */
public record FitSetup(
        Engine engine,
        Network network,
        Dataset data,
        Loader loader,
        Loss loss,
        Optimizer optimizer,
        Optional<WeightAverage> average,
        Schedule schedule,
        TaskMetrics metrics,
        FitConfig config) {}
