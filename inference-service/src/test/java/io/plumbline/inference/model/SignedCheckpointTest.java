package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.Verification.Refused;
import io.plumbline.inference.model.Verification.Verified;
import io.plumbline.inference.model.trust.ManifestSignature;
import io.plumbline.inference.model.trust.SignaturePolicy;
import io.plumbline.inference.model.trust.SignatureState;
import io.plumbline.inference.model.trust.SigningKey;
import io.plumbline.inference.model.trust.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signature does to verification. */
class SignedCheckpointTest {
    private final SigningKey key = SigningKey.generate();

    @TempDir
    Path store;

    private Path folder;
    private CheckpointVerifier accepting;
    private CheckpointVerifier requiring;

    @BeforeEach
    void checkpoint() throws IOException {
        Path pem = Files.writeString(store.resolve("signing.pub"), key.publicPem());
        TrustedKeys keys = TrustedKeys.read(List.of(pem));
        accepting = new CheckpointVerifier(new SignaturePolicy(keys, false));
        requiring = new CheckpointVerifier(new SignaturePolicy(keys, true));
        folder = TinyCheckpoint.classifier().write(store);
    }

    private void sign(SigningKey by) throws IOException {
        byte[] manifest = Files.readAllBytes(folder.resolve(Manifest.MANIFEST_FILE));
        Files.write(folder.resolve(ManifestSignature.FILE), by.sign(manifest).encode());
    }

    private Verification verify(CheckpointVerifier verifier) throws IOException {
        return verifier.verify(folder, "tiny", "v1", Optional.empty());
    }

    private RefusalReason refusal(CheckpointVerifier verifier) throws IOException {
        Verification verification = verify(verifier);
        assertThat(verification).isInstanceOf(Refused.class);
        return ((Refused) verification).reason();
    }

    @Test
    void signedCheckpoint_isVerified_andSaysByWhom() throws IOException {
        sign(key);

        for (CheckpointVerifier verifier : List.of(accepting, requiring)) {
            VerifiedCheckpoint checkpoint = ((Verified) verify(verifier)).checkpoint();
            assertThat(checkpoint.signature()).isEqualTo(new SignatureState.Valid(key.id()));
            assertThat(checkpoint.manifestBytes())
                    .isEqualTo(Files.readAllBytes(folder.resolve(Manifest.MANIFEST_FILE)));
        }
    }

    @Test
    void unsignedCheckpoint_isRefusedWhereASignatureIsRequired() throws IOException {
        assertThat(refusal(requiring)).isEqualTo(RefusalReason.UNSIGNED);
        assertThat(((Verified) verify(accepting)).checkpoint().signature()).isInstanceOf(SignatureState.Unsigned.class);
    }

    @Test
    void wrongSignature_isRefused_requiredOrNot() throws IOException {
        for (CheckpointVerifier verifier : List.of(accepting, requiring)) {
            sign(SigningKey.generate());
            assertThat(refusal(verifier)).isEqualTo(RefusalReason.UNTRUSTED_KEY);
            Files.write(
                    folder.resolve(ManifestSignature.FILE),
                    key.sign(new byte[] {1, 2, 3}).encode());
            assertThat(refusal(verifier)).isEqualTo(RefusalReason.WRONG_SIGNATURE);
            Files.write(folder.resolve(ManifestSignature.FILE), new byte[0]);
            assertThat(refusal(verifier)).isEqualTo(RefusalReason.MALFORMED_SIGNATURE);
            Files.write(folder.resolve(ManifestSignature.FILE), new byte[ManifestSignature.MAX_BYTES + 1]);
            assertThat(refusal(verifier)).isEqualTo(RefusalReason.TOO_LARGE);
        }
    }

    @Test
    void oneFlippedBit_inTheManifest_isRefused_beforeAnythingReadsIt() throws IOException {
        sign(key);
        Path file = folder.resolve(Manifest.MANIFEST_FILE);
        byte[] manifest = Files.readAllBytes(file);
        Random random = new Random(7);

        for (int i = 0; i < 64; i++) {
            byte[] flipped = manifest.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThat(refusal(accepting)).as("bit " + bit).isEqualTo(RefusalReason.WRONG_SIGNATURE);
        }
    }

    @Test
    void otherModelFile_withTheManifestOfASignedOne_isRefused() throws IOException {
        sign(key);
        byte[] other = TinyGraph.softmax(4, 3, new float[12], new float[3]).bytes();
        Files.write(folder.resolve(Manifest.MODEL_FILE), other);

        assertThat(refusal(accepting)).isEqualTo(RefusalReason.WRONG_DIGEST);
    }

    @Test
    void signatureThatIsALink_isNoWayAroundIt() throws IOException {
        Path link = folder.resolve(ManifestSignature.FILE);
        Files.createSymbolicLink(link, store.resolve("nowhere"));
        assertThat(refusal(accepting)).isEqualTo(RefusalReason.MISSING);

        sign(store.resolve("elsewhere.sig"));
        assertThat(refusal(accepting)).isEqualTo(RefusalReason.OUTSIDE_FOLDER);
    }

    private void sign(Path elsewhere) throws IOException {
        Path link = folder.resolve(ManifestSignature.FILE);
        Files.delete(link);
        sign(key);
        Files.createSymbolicLink(link, Files.move(link, elsewhere));
    }

    @Test
    void withoutTrustedKeys_aSignatureIsNotChecked_andSaidToBe() throws IOException {
        sign(key);

        VerifiedCheckpoint checkpoint = ((Verified) verify(new CheckpointVerifier())).checkpoint();

        assertThat(checkpoint.signature()).isInstanceOf(SignatureState.Unchecked.class);
    }
}
