package io.plumbline.trainer.fit;

import ai.djl.engine.Engine;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.schedule.Schedule;

/** The parts that a run of fitting works with, each new and bound to the others. */
public record FitSetup(
        Engine engine,
        Network network,
        Dataset data,
        Loader loader,
        Loss loss,
        Optimizer optimizer,
        Schedule schedule,
        TaskMetrics metrics,
        FitConfig config) {}
