package io.plumbline.benchmarks.device;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.CudaSettings;
import io.plumbline.inference.model.GpuGuard;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.Tolerance;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One checkpoint, loaded the way an instance loads, on the CPU and, where there is one, on the GPU with and without TF32. */
final class Subjects implements AutoCloseable {
    private static final List<Integer> WARM = List.of(1, 8);

    private final String name;
    private final ServedModel cpu;
    private final Loaded gpu;
    private final Loaded rounding;
    private boolean alike = true;

    /** What the loader made of it on the GPU. */
    private record Loaded(Optional<ServedModel> model, String golden) {
        static final Loaded NOT = new Loaded(Optional.empty(), "–");
    }

    private Subjects(String name, ServedModel cpu, Loaded gpu, Loaded rounding) {
        this.name = name;
        this.cpu = cpu;
        this.gpu = gpu;
        this.rounding = rounding;
    }

    static Subjects open(ModelLoader loader, Path folder, Manifest manifest, Placement place, int threads)
            throws IOException {
        LoadSettings onCpu = new LoadSettings(WARM, threads, 1);
        LoadOutcome reference = load(loader, folder, manifest, onCpu);
        if (!(reference instanceof LoadOutcome.Loaded loaded)) {
            throw new IOException("the CPU refuses " + manifest.model() + ": " + reference);
        }
        Loaded gpu = Loaded.NOT;
        Loaded rounding = Loaded.NOT;
        if (place.onGpu()) {
            gpu = onGpu(
                    loader,
                    folder,
                    manifest,
                    new LoadSettings(WARM, threads, 1, Tolerance.DEFAULT, place, CudaSettings.DEFAULT));
            CudaSettings tf32 = new CudaSettings(0, CudaSettings.DEFAULT.convAlgorithmSearch(), true);
            rounding =
                    onGpu(loader, folder, manifest, new LoadSettings(WARM, threads, 1, Tolerance.DEFAULT, place, tf32));
        }
        return new Subjects(manifest.model(), loaded.model(), gpu, rounding);
    }

    private static LoadOutcome load(ModelLoader loader, Path folder, Manifest manifest, LoadSettings settings)
            throws IOException {
        Verification verification =
                new CheckpointVerifier().verify(folder, manifest.model(), manifest.version(), Optional.empty());
        if (verification instanceof Verification.Verified verified) {
            return loader.load(verified.checkpoint(), settings);
        }
        throw new IOException("the checkpoint is refused: " + verification);
    }

    private static Loaded onGpu(ModelLoader loader, Path folder, Manifest manifest, LoadSettings settings)
            throws IOException {
        LoadOutcome outcome = load(loader, folder, manifest, settings);
        if (outcome instanceof LoadOutcome.Refused refused) {
            // As an instance would refuse it: the loader compares the golden samples on the device.
            return new Loaded(
                    Optional.empty(),
                    refused.reason().label() + ": " + refused.message().replace('|', '/'));
        }
        ServedModel model = ((LoadOutcome.Loaded) outcome).model();
        return new Loaded(Optional.of(new GpuGuard(model, Optional.empty(), new Silent())), "pass");
    }

    ServedModel cpu() {
        return cpu;
    }

    Optional<ServedModel> gpu() {
        return gpu.model();
    }

    Optional<ServedModel> rounding() {
        return rounding.model();
    }

    /** Whether the GPU, without TF32, answers as the CPU does. */
    boolean alike() {
        return alike;
    }

    List<String> parities(Rows rows) {
        List<String> lines = new ArrayList<>();
        if (gpu == Loaded.NOT) {
            lines.add(line("CPU, one by one", "pass", Optional.of(oneByOne(rows))));
            return lines;
        }
        Optional<Parity> exact = gpu.model().map(model -> Parity.of(cpu, model, rows.all(), 32));
        alike = exact.isPresent() && exact.get().holds();
        lines.add(line("GPU, FP32", gpu.golden(), exact));
        lines.add(line(
                "GPU, TF32", rounding.golden(), rounding.model().map(model -> Parity.of(cpu, model, rows.all(), 32))));
        return lines;
    }

    /** Together against one by one, which shows that the comparison itself works where there is no GPU. */
    private Parity oneByOne(Rows rows) {
        Parity single = Parity.of(cpu, new OneByOne(cpu), rows.all(), 32);
        alike = single.holds();
        return single;
    }

    private String line(String device, String golden, Optional<Parity> parity) {
        return "| " + name + " | " + device + " | " + golden + " | "
                + parity.map(found -> String.format(
                                Locale.ROOT,
                                "%d | %.1e | %d | %d of %d",
                                found.rows(),
                                found.largest(),
                                found.outside(),
                                found.sameClass(),
                                found.rows()))
                        .orElse("– | – | – | –")
                + " |";
    }

    @Override
    public void close() {
        cpu.close();
        gpu.model().ifPresent(ServedModel::close);
        rounding.model().ifPresent(ServedModel::close);
    }

    private static final class Silent implements GpuGuard.Events {
        @Override
        public void halved() {}

        @Override
        public void movedToCpu(String why) {}

        @Override
        public void failed() {}
    }
}
