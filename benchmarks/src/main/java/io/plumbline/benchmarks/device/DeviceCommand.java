package io.plumbline.benchmarks.device;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.inference.model.CudaSettings;
import io.plumbline.inference.model.DeviceMemoryException;
import io.plumbline.inference.model.DeviceUnavailableException;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.NativeLibraries;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.importing.CheckpointImport;
import io.plumbline.inference.model.importing.ImportFailedException;
import io.plumbline.inference.model.importing.ImportSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench device}: CPU and GPU, alike or not, and how fast. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the CPU's answers with a GPU's, on golden samples and on random rows, and times both in batches of"
                    + " 1 to 4096. Without a GPU the CPU's half alone.",
            "benchmarks/gpu/run looks for a GPU, fetches what ONNX Runtime needs for it, and calls this."
        },
        footer = {"", "Example:", "  plumbline bench device --max-batch 64"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class DeviceCommand implements Callable<Integer> {
    private static final int GOLDEN = 8;

    @Spec
    private CommandSpec spec;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu, cuda or cuda:N (default: auto).")
    private String device;

    @Option(names = "--native", paramLabel = "DIR", description = "Folder of ONNX Runtime's native libraries.")
    private @Nullable Path natives;

    @Option(names = "--seconds", defaultValue = "0.3", description = "Of each round (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--max-batch", defaultValue = "4096", description = "Largest batch (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(
            names = "--max-input-mib",
            defaultValue = "64",
            description = "Batches whose inputs are larger are left out (default: ${DEFAULT-VALUE}).")
    private int maxInputMib;

    @Option(names = "--threads", description = "The CPU's, inside one call (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Also this checkpoint's folder, with its own golden samples; FP32 inputs. May be repeated.")
    private List<Path> checkpoints = new ArrayList<>();

    @Override
    public Integer call() throws IOException, ImportFailedException {
        if (natives != null) {
            NativeLibraries.in(natives);
        }
        ModelLoader loader = new ModelLoader();
        Placement place;
        try {
            place = loader.place(device, CudaSettings.DEFAULT);
        } catch (DeviceUnavailableException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %s, Java %s, ONNX Runtime %s, %d threads%n",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"),
                ModelLoader.runtimeVersion(),
                threads);
        out.println(
                place.onGpu()
                        ? "GPU: " + place.device() + ", " + place.reason()
                        : "The GPU half is skipped: " + place.reason());
        out.println();
        Path scratch = Files.createTempDirectory("plumbline-device");
        try {
            List<Path> folders = new ArrayList<>();
            for (Contestant contestant : Contestant.values()) {
                folders.add(checkpoint(contestant, loader, scratch));
            }
            folders.addAll(checkpoints);
            return compare(folders, loader, place, out) ? 0 : 1;
        } finally {
            delete(scratch);
        }
    }

    private boolean compare(List<Path> folders, ModelLoader loader, Placement place, PrintWriter out)
            throws IOException {
        boolean alike = true;
        List<String> parities = new ArrayList<>();
        out.println("| network | batch | CPU | GPU, FP32 | GPU, TF32 | GPU / CPU |");
        out.println("|---|---|---|---|---|---|");
        for (Path folder : folders) {
            Manifest manifest = manifest(folder);
            if (manifest.inputs().stream().anyMatch(input -> input.datatype() != Datatype.FP32)) {
                throw new IllegalArgumentException(
                        "inputs of " + manifest.model() + " are " + manifest.inputs() + ", expected FP32 only");
            }
            try (Subjects subjects = Subjects.open(loader, folder, manifest, place, threads)) {
                Rows rows = new Rows(manifest);
                for (int batch : batches(manifest)) {
                    out.println(row(subjects, rows, manifest.model(), batch));
                    out.flush();
                }
                parities.addAll(subjects.parities(rows));
                alike &= subjects.alike();
            }
        }
        out.println();
        out.println(
                "Rows per second from one thread, least / middle / largest of 3 rounds; a batch too large is left out.");
        out.println();
        out.println(
                "| network | device | golden samples | rows | largest difference | beyond tolerance | same class |");
        out.println("|---|---|---|---|---|---|---|");
        parities.forEach(out::println);
        out.println();
        out.println("Tolerance: 1e-5 + 1e-4·|expected| for each element.");
        if (!place.onGpu()) {
            out.println("The CPU was compared with itself, one by one against together; no GPU took part.");
        }
        out.flush();
        return alike;
    }

    private String row(Subjects subjects, Rows rows, String name, int batch) {
        Duration round = Duration.ofNanos((long) (seconds * 1e9));
        Pace cpu = Pace.of(subjects.cpu(), rows.batch(batch), round);
        Optional<Pace> exact = pace(subjects.gpu(), rows, batch, round);
        Optional<Pace> rounded = pace(subjects.rounding(), rows, batch, round);
        return "| " + name + " | " + batch + " | " + cpu + " | "
                + exact.map(Pace::toString).orElse("–") + " | "
                + rounded.map(Pace::toString).orElse("–") + " | "
                + exact.map(pace -> String.format(Locale.ROOT, "%.2f", pace.middle() / cpu.middle()))
                        .orElse("–")
                + " |";
    }

    private static Optional<Pace> pace(Optional<ServedModel> model, Rows rows, int batch, Duration round) {
        if (model.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pace.of(model.get(), rows.batch(batch), round));
        } catch (DeviceMemoryException tooLarge) {
            return Optional.empty();
        }
    }

    private List<Integer> batches(Manifest manifest) {
        long rowBytes = manifest.inputs().stream().mapToLong(Rows::bytes).sum();
        return IntStream.iterate(1, size -> size <= maxBatch, size -> size * 4)
                .filter(size -> size * rowBytes <= (long) maxInputMib << 20)
                .boxed()
                .toList();
    }

    /** With golden samples of this machine's CPU. */
    private Path checkpoint(Contestant contestant, ModelLoader loader, Path scratch)
            throws IOException, ImportFailedException {
        Path file = Files.write(scratch.resolve(contestant.label() + ".onnx"), contestant.onnx());
        ImportSpec spec = new ImportSpec(
                file,
                contestant.label(),
                Optional.empty(),
                Optional.empty(),
                IntStream.range(0, contestant.classes()).mapToObj(i -> "c" + i).toList(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                false,
                GOLDEN,
                Optional.empty());
        LoadSettings settings = new LoadSettings(List.of(1, GOLDEN), threads, 1);
        return new CheckpointImport(new CheckpointStore(scratch.resolve("store")), loader, settings, Clock.systemUTC())
                .run(spec)
                .folder();
    }

    private static Manifest manifest(Path folder) throws IOException {
        Path file = folder.resolve(Manifest.MANIFEST_FILE);
        Decoded<Manifest> decoded = new ManifestCodec().decode(Files.readAllBytes(file), file.toString());
        if (decoded instanceof Decoded.Accepted<Manifest> accepted) {
            return accepted.value();
        }
        throw new IOException("manifest cannot be read: " + decoded);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
