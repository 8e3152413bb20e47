package io.plumbline.inference.model.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.admission.Admission.Decision;
import io.plumbline.inference.model.admission.Admission.Decision.Admitted;
import io.plumbline.inference.model.admission.Admission.Decision.Refused;
import io.plumbline.inference.model.trust.SignatureState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private final Admission admission = new Admission(
            new CheckpointVerifier(), Optional.empty(), new ModelLoader(), new LoadSettings(List.of(1, 2), 1, 100));

    @TempDir
    Path store;

    private Decision admit(Path folder) throws IOException {
        return admission.admit(folder, "tiny", "v1", Optional.empty());
    }

    @Test
    void checkpoint_asTrained_isAdmitted() throws IOException {
        Admitted admitted = (Admitted) admit(TinyCheckpoint.classifier().write(store));

        assertThat(admitted.signature()).isInstanceOf(SignatureState.Unsigned.class);
        admitted.model().probe();
        admitted.model().close();
    }

    @Test
    void refusal_isDescribedByReasonAndMessage() throws IOException {
        Refused refused = (Refused) admit(store.resolve("nowhere"));

        assertThat(refused.describe()).startsWith("missing: there is no checkpoint folder");
    }

    /** Just under what one row may have; the graph leaves its width open. */
    @Test
    void rowThatTakesMoreMemoryThanThereIs_isRefused_notTriedForever() throws IOException {
        byte[] onnx = new TinyGraph()
                .input("features", -1, -1)
                .node("ReduceMean", List.of("features"), "value", TinyGraph.numbers("axes", 1))
                .output("value", -1, 1)
                .bytes();

        Refused refused =
                (Refused) admit(TinyCheckpoint.regression(onnx, 536_000_000).write(store));

        assertThat(refused.reason()).isEqualTo(RefusalReason.TOO_LARGE);
        assertThat(refused.message()).contains("needs more memory than this process has");
    }

    /** Unsigned, a manifest says what it likes: whatever that is, the answer is yes or no. */
    @Test
    void flippedBits_inTheManifest_areAnsweredByYesOrNo() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        byte[] manifest = Files.readAllBytes(folder.resolve(Manifest.MANIFEST_FILE));
        Random random = new Random(17);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] flipped = manifest.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(folder.resolve(Manifest.MANIFEST_FILE), flipped);
            if (admit(folder) instanceof Admitted admitted) {
                admitted.model().close();
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void flippedBits_inTheGoldenSamples_withDigestsMadeAnew_areAnsweredByYesOrNo() throws IOException {
        TinyCheckpoint checkpoint = TinyCheckpoint.classifier();
        Path folder = checkpoint.write(store);
        byte[] golden = Files.readAllBytes(folder.resolve(Manifest.GOLDEN_FILE));
        String manifest = Files.readString(folder.resolve(Manifest.MANIFEST_FILE));
        Random random = new Random(19);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] flipped = golden.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(folder.resolve(Manifest.GOLDEN_FILE), flipped);
            Files.write(
                    folder.resolve(Manifest.MANIFEST_FILE),
                    manifest.replace(Digests.sha256(golden), Digests.sha256(flipped))
                            .getBytes(StandardCharsets.UTF_8));
            if (admit(folder) instanceof Admitted admitted) {
                admitted.model().close();
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50);
    }
}
