package io.plumbline.benchmarks.training;

import io.plumbline.trainer.run.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Races the trainer against the bare loop on one network. */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        description =
                "Epochs of the trainer and of a bare DJL loop over the same network in turn: items per second, their ratio,"
                        + " and memory. Minimum / median / maximum.",
        footer = {"", "Example:", "  plumbline bench training cnn --rounds 5"})
public final class TrainingCommand implements Callable<Integer> {
    private static final int WARM_UP = 2;

    /** What is raced. */
    enum Network {
        /** The small CNN on Fashion-MNIST. */
        CNN("fashion-cnn.yaml", "fit.batch=128"),
        /** ShuffleNetV2 x0.5 on Fashion-MNIST. */
        SHUFFLENET("fashion-cnn.yaml", "network={type: shufflenet-v2, size: x0.5, stem: small}"),
        /** The MLP on house prices. */
        AMES("ames-mlp-wide.yaml", "fit.batch=128");

        private final String experiment;
        private final String setting;

        Network(String experiment, String setting) {
            this.experiment = experiment;
            this.setting = setting;
        }
    }

    @Parameters(paramLabel = "NETWORK", description = "${COMPLETION-CANDIDATES}")
    private Network network = Network.CNN;

    @Option(names = "--rounds", defaultValue = "5", description = "Epochs that count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--threads", description = "PyTorch's threads, on both sides (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @ArgGroup(exclusive = true)
    private Sides sides = new Sides();

    /** One side alone: what memory it takes. */
    static final class Sides {
        @Option(names = "--trainer-only", description = "Without the bare loop: what memory the trainer alone takes.")
        private boolean trainerOnly;

        @Option(names = "--bare-only", description = "Without the trainer: what memory the bare loop alone takes.")
        private boolean bareOnly;
    }

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Lays a value over the experiment, e.g. data.limit=2000.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Path file = Path.of(System.getProperty("plumbline.root", "."), "deploy/experiments", network.experiment);
        List<String> settings = new ArrayList<>(List.of(
                network.setting, "fit.epochs=" + (WARM_UP + rounds), "threads=" + threads, "optimizer={type: adam}"));
        settings.addAll(overrides);
        System.out.printf(
                "%s, batch 128, %d threads, %d rounds after %d to warm up%n", network, threads, rounds, WARM_UP);
        Path folder = Files.createTempDirectory("plumbline-training-benchmark");
        try {
            Experiment experiment = Experiment.read(file, settings);
            if (sides.bareOnly) {
                BareLoop.alone(experiment, WARM_UP + rounds);
            } else {
                new TrainingRace(experiment, WARM_UP, rounds, !sides.trainerOnly).run(folder);
            }
        } finally {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return 0;
    }
}
