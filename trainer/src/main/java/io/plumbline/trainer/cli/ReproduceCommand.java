package io.plumbline.trainer.cli;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.run.Reproduction;
import io.plumbline.trainer.run.TrainingRun;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a checkpoint's experiment again and compares the weights. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description =
                "Trains a checkpoint's experiment again, from its manifest alone, and compares the weights' SHA-256.",
        footer = {
            "",
            "Examples:",
            "  plumbline reproduce .plumbline/store/fashion/20261124-101500-1a2b3c4d",
            "  plumbline reproduce CHECKPOINT --from deploy/experiments",
            "",
            "Exit status: 0 the same to the bit, 1 other weights or other data, 2 the manifest holds no experiment that can",
            "be run again."
        })
final class ReproduceCommand implements Callable<Integer> {
    private final PrintStream progress;
    private final Map<String, String> environment;

    @Parameters(paramLabel = "CHECKPOINT", description = "The checkpoint's folder.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "The folder that relative paths of the experiment start from (default: where it lay, as the manifest"
                            + " tells, seen from here).")
    private @Nullable Path from;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    ReproduceCommand(PrintStream progress, Map<String, String> environment) {
        this.progress = progress;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Path file = checkpoint.resolve(Manifest.MANIFEST_FILE);
        Reproduction reproduction = new Reproduction(manifest(file), file.toString());
        Path folder = from == null ? reproduction.folder() : from;
        try (TrainingRun run = new TrainingRun(reproduction.experiment(folder))) {
            PrintWriter out = spec.commandLine().getOut();
            if (!reproduction.sameData(run)) {
                out.printf("other data: the files in %s are not those that the checkpoint was trained on%n", folder);
                out.flush();
                return ExitCode.FAILED;
            }
            List<String> differences = reproduction.differences(run);
            differences.forEach(difference -> progress.println("not as it was: " + difference));
            Path scratch = Files.createTempDirectory("plumbline-reproduce");
            try {
                run.fit(new SavedRun(scratch), part -> Progress.to(progress, environment));
            } finally {
                delete(scratch);
            }
            return compare(reproduction, run, out);
        }
    }

    private static int compare(Reproduction reproduction, TrainingRun run, PrintWriter out) {
        List<String> then = reproduction.recorded();
        List<String> now = run.weightsSha256();
        boolean same = then.equals(now);
        for (int i = 0; i < now.size(); i++) {
            String recorded = i < then.size() ? then.get(i) : "none";
            out.printf(
                    "network %d: %s%n",
                    i + 1,
                    now.get(i).equals(recorded)
                            ? "the same weights, sha256 " + recorded
                            : "other weights, sha256 " + now.get(i) + ", recorded " + recorded);
        }
        out.println(same ? "reproduced to the bit" : "not reproduced");
        out.flush();
        return same ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Manifest manifest(Path file) throws IOException {
        try {
            Decoded<Manifest> decoded = new ManifestCodec().decode(Files.readAllBytes(file), file.toString());
            if (decoded instanceof Decoded.Accepted<Manifest> accepted) {
                return accepted.value();
            }
            throw new InvalidExperimentException(file.toString(), List.of(file + " is no manifest: " + decoded));
        } catch (NoSuchFileException absent) {
            throw new InvalidExperimentException(file.toString(), List.of(file + " does not exist"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
