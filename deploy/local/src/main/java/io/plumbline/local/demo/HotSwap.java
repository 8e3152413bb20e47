package io.plumbline.local.demo;

import io.plumbline.local.demo.TrafficPlan.Phase;
import io.plumbline.local.process.ServiceProcess;

/**
 * Trains the better network in the background and swaps it in when it is done. Each turn looks where things stand and
 * takes the next step; none waits.
 */
final class HotSwap {
    private final DemoTask task;
    private final Services services;
    private final String bootstrapServers;
    private Step step;

    /** Where things stand. */
    private sealed interface Step {
        record Training(ServiceProcess process) implements Step {}

        record Swapping(ServiceProcess process) implements Step {}

        record Done() implements Step {}
    }

    /** Starts the training. */
    HotSwap(DemoTask task, Services services, String bootstrapServers) {
        this.task = task;
        this.services = services;
        this.bootstrapServers = bootstrapServers;
        this.step = new Step.Training(services.trainQuietly(task.betterExperiment()));
    }

    /** @throws io.plumbline.local.process.ServiceFailedException if the training or the swap failed */
    void turn() throws InterruptedException {
        if (step instanceof Step.Training training && !training.process().isAlive()) {
            String version = services.trainedVersion(training.process());
            step = new Step.Swapping(services.swap(task.model(), version, bootstrapServers));
        } else if (step instanceof Step.Swapping swapping && !swapping.process().isAlive()) {
            services.await(swapping.process());
            step = new Step.Done();
        }
    }

    Phase phase() {
        if (step instanceof Step.Training) {
            return Phase.TRAINING;
        }
        return step instanceof Step.Swapping ? Phase.SWAPPING : Phase.SERVING;
    }

    /** What goes on, in a few words. */
    String stage() {
        return switch (phase()) {
            case TRAINING -> "training " + task.betterExperiment();
            case SWAPPING -> "hot swap";
            case SERVING -> "better model serves";
        };
    }
}
