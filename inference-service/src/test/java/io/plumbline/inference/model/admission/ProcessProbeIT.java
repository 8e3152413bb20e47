package io.plumbline.inference.model.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.Verification;
import io.plumbline.inference.model.VerifiedCheckpoint;
import io.plumbline.inference.model.admission.Admission.Decision;
import io.plumbline.inference.model.admission.Admission.Decision.Admitted;
import io.plumbline.inference.model.admission.Admission.Decision.Refused;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile graph does to a child process, and not to this one. */
class ProcessProbeIT {
    private static final LoadSettings SETTINGS = new LoadSettings(List.of(1, 2), 1, 100);
    private static final ModelLoader LOADER = new ModelLoader();

    @TempDir
    Path store;

    @TempDir
    Path temporary;

    private Admission admission(Duration timeout) {
        return admission(ProbeConfig.DEFAULT.memoryBytes(), timeout);
    }

    private Admission admission(long memoryBytes, Duration timeout) {
        ProcessProbe probe = new ProcessProbe(new ProbeConfig(memoryBytes, timeout), temporary);
        return new Admission(new CheckpointVerifier(), Optional.of(probe), LOADER, SETTINGS);
    }

    private Decision admit(TinyCheckpoint checkpoint, Duration timeout) throws IOException {
        return admission(timeout).admit(checkpoint.write(store), "tiny", "v1", Optional.empty());
    }

    /** Every child is gone when its verdict is there, and so is what it wrote. */
    @AfterEach
    void nothingIsLeft() {
        assertThat(probes()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    /** This process has no other children. Their command lines are too long for the system to tell. */
    private static List<ProcessHandle> probes() {
        return ProcessHandle.current().children().toList();
    }

    @Test
    void goodCheckpoint_passes_andIsLoadedHere() throws IOException {
        Decision decision = admit(TinyCheckpoint.classifier(), Duration.ofMinutes(1));

        assertThat(decision).isInstanceOf(Admitted.class);
        ServedModel model = ((Admitted) decision).model();
        model.probe();
        model.close();
    }

    @Test
    void wrongAnswer_isRefusedByTheChild_withTheSameReasonAsHere() throws IOException {
        Refused refused = (Refused) admit(
                TinyCheckpoint.classifier().golden("[1.0,2.0,-1.0,0.5]", 0.9f, 0.05f, 0.05f), Duration.ofMinutes(1));

        assertThat(refused.reason()).isEqualTo(RefusalReason.GOLDEN_MISMATCH);
        assertThat(refused.message()).contains("tiny/v1/golden.jsonl sample 1");
    }

    /** Eight bytes that ask for 32 GiB, folded while the graph is loaded. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void graphThatTakesAllMemory_isRefused() throws IOException {
        TensorProto size = TensorProto.newBuilder()
                .setName("size")
                .addDims(1)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .setRawData(ByteString.copyFrom(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(1L << 33)
                        .flip()))
                .build();
        byte[] bomb = new TinyGraph()
                .input("features", -1, 1)
                .initializer(size)
                .node("ConstantOfShape", List.of("size"), "zeros")
                .node("ReduceSum", List.of("zeros"), "sum", TinyGraph.number("keepdims", 0))
                .node("Add", List.of("features", "sum"), "value")
                .output("value", -1, 1)
                .bytes();

        Refused refused = (Refused) admit(TinyCheckpoint.regression(bomb, 1), Duration.ofMinutes(1));

        assertThat(refused.reason())
                .isIn(RefusalReason.NOT_LOADABLE, RefusalReason.WARM_UP_FAILED, RefusalReason.PROBE_FAILED);
    }

    private static TinyCheckpoint endless() {
        return TinyCheckpoint.regression(TinyGraph.endless().bytes(), 1);
    }

    @Test
    void graphThatNeverEnds_isRefusedInTime() throws IOException {
        Refused refused = (Refused) admit(endless(), Duration.ofSeconds(2));

        assertThat(refused.reason()).isEqualTo(RefusalReason.PROBE_FAILED);
        assertThat(refused.message()).contains("did not end within 2000 ms").contains("tiny/v1");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void childThatCrashes_isARefusalThatSaysHow() throws Exception {
        Path folder = endless().write(store);
        for (String signal : List.of("SEGV", "KILL")) {
            CompletableFuture<Decision> decision = deciding(folder);
            long child = awaitBusyProbe();
            new ProcessBuilder("kill", "-" + signal, Long.toString(child))
                    .start()
                    .waitFor();

            Refused refused = (Refused) decision.get();

            assertThat(refused.reason()).isEqualTo(RefusalReason.PROBE_FAILED);
            assertThat(refused.message()).contains("SIG" + signal);
        }
    }

    private CompletableFuture<Decision> deciding(Path folder) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return admission(Duration.ofMinutes(2)).admit(folder, "tiny", "v1", Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Its JVM is up, and most likely inside the loop. */
    private static long awaitBusyProbe() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> probes().stream()
                                .filter(child -> child.info()
                                        .totalCpuDuration()
                                        .filter(used -> used.compareTo(Duration.ofSeconds(1)) > 0)
                                        .isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .pid();
    }

    @Test
    void leastMemory_isEnoughForASmallModel() throws IOException {
        Decision decision = admission(ProbeConfig.MIN_MEMORY_BYTES, Duration.ofMinutes(1))
                .admit(TinyCheckpoint.classifier().write(store), "tiny", "v1", Optional.empty());

        assertThat(decision).isInstanceOf(Admitted.class);
        ((Admitted) decision).model().close();
    }

    @Test
    void fileLargerThanTheHeap_isRefused_andSaidToBe() throws IOException {
        byte[] onnx = TinyGraph.padded(TinyGraph.linear("value", 2f).bytes(), 128 << 20);

        Refused refused = (Refused) admission(ProbeConfig.MIN_MEMORY_BYTES, Duration.ofMinutes(1))
                .admit(TinyCheckpoint.regression(onnx, 1).write(store), "tiny", "v1", Optional.empty());

        assertThat(refused.reason()).isEqualTo(RefusalReason.PROBE_FAILED);
        assertThat(refused.message()).contains("ran out of memory, its heap of 128 MiB");
    }

    /** The kernel closes what a dead process had open, however it died. */
    @Test
    void childWhoseParentIsGone_ends_alsoInsideANativeCall() throws Exception {
        Path folder = endless().write(store);
        String manifest = Digests.sha256(Files.readAllBytes(folder.resolve(Manifest.MANIFEST_FILE)));
        ProbeTask task = new ProbeTask(folder, "tiny", "v1", manifest, SETTINGS);
        Path scratch = Files.createDirectory(store.resolve("scratch"));
        Process child = new ProbeCommand(ProbeConfig.DEFAULT, scratch).start();
        try {
            child.getOutputStream().write((task.line() + "\n").getBytes(StandardCharsets.UTF_8));
            child.getOutputStream().flush();
            awaitBusyProbe();

            child.getOutputStream().close();

            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(9);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void interruptedWhileItWaits_endsTheChild_andKeepsTheFlag() throws Exception {
        Path folder = endless().write(store);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                admission(Duration.ofMinutes(2)).admit(folder, "tiny", "v1", Optional.empty());
            } catch (InterruptedIOException e) {
                flag.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                flag.completeExceptionally(e);
            }
        });
        waiting.start();
        awaitBusyProbe();

        waiting.interrupt();

        assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
    }

    /** What was verified and what is tried are the same, or there is no verdict. */
    @Test
    void manifestThatChangesBetweenVerificationAndTrial_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        VerifiedCheckpoint verified = ((Verification.Verified)
                        new CheckpointVerifier().verify(folder, "tiny", "v1", Optional.empty()))
                .checkpoint();
        TinyCheckpoint.classifier(
                        TinyGraph.softmax(4, 3, new float[12], new float[3]).bytes())
                .write(store);

        Optional<Refused> refused =
                new ProcessProbe(ProbeConfig.DEFAULT, temporary).refusal(folder, verified, SETTINGS);

        assertThat(refused.orElseThrow().reason()).isEqualTo(RefusalReason.WRONG_DIGEST);
    }

    @Test
    void whatIsRefusedWithoutLoading_startsNoChild() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Files.delete(folder.resolve(Manifest.GOLDEN_FILE));
        // Where no folder can be made, no child can be started.
        ProcessProbe probe = new ProcessProbe(ProbeConfig.DEFAULT, store.resolve("nowhere"));

        Decision decision = new Admission(new CheckpointVerifier(), Optional.of(probe), LOADER, SETTINGS)
                .admit(folder, "tiny", "v1", Optional.empty());

        assertThat(((Refused) decision).reason()).isEqualTo(RefusalReason.MISSING);
    }
}
