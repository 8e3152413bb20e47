package io.plumbline.benchmarks.training;

import io.plumbline.trainer.run.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Races the trainer against the bare loop on one network; see {@code benchmarks/README.md}.
 *
 * <p>Arguments: {@code cnn|shufflenet|ames [trainer|race] [rounds] [threads]}.
 */
public final class TrainingBenchmark {
    private static final int WARM_UP = 2;
    private static final Map<String, List<String>> NETWORKS = Map.of(
            "cnn", List.of("fashion-cnn.yaml", "network.type=cnn"),
            "shufflenet", List.of("fashion-cnn.yaml", "network={type: shufflenet-v2, size: x0.5, stem: small}"),
            "ames", List.of("ames-mlp-wide.yaml", "fit.batch=128"));

    private TrainingBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        String network = arguments.length > 0 ? arguments[0] : "";
        if (!NETWORKS.containsKey(network)) {
            System.err.println("usage: cnn|shufflenet|ames [trainer|race] [rounds] [threads]");
            System.exit(2);
        }
        boolean race = arguments.length < 2 || arguments[1].equals("race");
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        String threads = arguments.length > 3
                ? arguments[3]
                : Integer.toString(Runtime.getRuntime().availableProcessors());
        List<String> settings = new ArrayList<>(NETWORKS.getOrDefault(network, List.of()));
        Path file = Path.of(System.getProperty("plumbline.root", "."), "deploy/experiments", settings.remove(0));
        settings.addAll(List.of(
                "fit.epochs=" + (WARM_UP + rounds),
                "threads=" + threads,
                "optimizer.type=adam",
                "optimizer.weight-decay=0"));
        System.out.printf(
                "%s, batch 128, %s threads, %d rounds after %d to warm up%n", network, threads, rounds, WARM_UP);
        Path folder = Files.createTempDirectory("plumbline-training-benchmark");
        try {
            new TrainingRace(Experiment.read(file, settings), WARM_UP, rounds, race).run(folder);
        } finally {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
