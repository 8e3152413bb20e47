package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.trust.ManifestSignature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Keys made, checkpoints signed and verified, as an operator does it. */
class SigningCommandTest {
    @TempDir
    Path folder;

    private Path checkpoint;

    private record Ran(int exitCode, String out, String err) {}

    private Ran run(String... args) {
        List<String> all = new ArrayList<>(List.of("checkpoint"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = RootCommand.commandLine(new NoService())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private static final class NoService implements ServeCommand.Service {
        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        @Override
        public int run(Settings settings) {
            throw new AssertionError("nothing here serves");
        }
    }

    @BeforeEach
    void checkpoint() throws IOException {
        checkpoint = TinyCheckpoint.classifier().write(folder.resolve("store"));
    }

    private String keygen(String name) {
        Ran ran = run("keygen", "--out", folder.resolve(name).toString(), "-o", "json");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return String.valueOf(
                Json.read(ran.out().getBytes(StandardCharsets.UTF_8)).get("key"));
    }

    private String file(String keys, String name) {
        return folder.resolve(keys).resolve(name).toString();
    }

    private Ran sign(String keys) {
        return run("sign", "tiny", "v1", "--key", file(keys, "signing.key"));
    }

    private Ran verify(String keys, String... more) {
        List<String> args = new ArrayList<>(
                List.of("verify", "tiny", "v1", "--signature-keys", file(keys, "signing.pub"), "--signature-required"));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void privateKey_isItsOwnersAlone_andNoKeyIsWrittenOver() throws IOException {
        keygen("keys");
        Path privateKey = Path.of(file("keys", "signing.key"));
        String before = Files.readString(privateKey);

        Ran again = run("keygen", "--out", folder.resolve("keys").toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateKey)))
                .isEqualTo("rw-------");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("already");
        assertThat(Files.readString(privateKey)).isEqualTo(before);
        Files.delete(Path.of(file("keys", "signing.pub")));
        assertThat(run("keygen", "--out", folder.resolve("keys").toString()).exitCode())
                .isEqualTo(1);
        assertThat(Files.readString(privateKey)).isEqualTo(before);
    }

    @Test
    void signedCheckpoint_isVerified_byTheKeyItNames() throws IOException {
        String id = keygen("keys");

        Ran unsigned = verify("keys");
        Ran signed = sign("keys");
        Ran verified = verify("keys", "-o", "json");

        assertThat(unsigned.exitCode()).isEqualTo(4);
        assertThat(unsigned.out()).contains("refused, unsigned").contains(id);
        assertThat(signed.exitCode()).as(signed.err()).isZero();
        assertThat(signed.out()).contains(id);
        assertThat(Files.readString(checkpoint.resolve(ManifestSignature.FILE)))
                .contains("\"algorithm\":\"Ed25519\"")
                .contains("\"key\":\"" + id + "\"");
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(Json.read(verified.out().getBytes(StandardCharsets.UTF_8)))
                .containsEntry("verified", true)
                .containsEntry("signature", "signed by trusted key " + id);
    }

    @Test
    void whatSignedItIsNotTrusted_orTheManifestChanged_isRefused() throws IOException {
        keygen("ours");
        keygen("theirs");
        sign("theirs");
        Ran stranger = verify("ours");

        sign("ours");
        Path manifest = checkpoint.resolve(Manifest.MANIFEST_FILE);
        Files.writeString(manifest, Files.readString(manifest) + " ");
        Ran changed = verify("ours");

        assertThat(stranger.exitCode()).isEqualTo(4);
        assertThat(stranger.out()).contains("untrusted_key");
        assertThat(changed.exitCode()).isEqualTo(4);
        assertThat(changed.out()).contains("wrong_signature");
    }

    @Test
    void keysRotate_oldAndNewAreTrustedAtOnce() throws IOException {
        keygen("older");
        keygen("newer");
        String both = file("older", "signing.pub") + "," + file("newer", "signing.pub");
        sign("older");

        assertThat(run("verify", "tiny", "v1", "--signature-keys", both).exitCode())
                .isZero();
        Ran again = sign("newer");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(run("verify", "tiny", "v1", "--signature-keys", both).exitCode())
                .isZero();
        assertThat(verify("older").exitCode()).isEqualTo(4);
    }

    @Test
    void withoutKeys_verifyTellsThatNobodyLooked() {
        assertThat(run("verify", "tiny", "v1").out()).contains("verified, not signed");
        keygen("keys");
        sign("keys");
        assertThat(run("verify", checkpoint.toString()).out()).contains("verified, signed, not checked");
    }

    @Test
    void checkpointWhoseFilesAreNotTheManifests_isNotSigned() throws IOException {
        keygen("keys");
        Files.write(
                checkpoint.resolve(Manifest.MODEL_FILE),
                TinyGraph.linear("value", 1).bytes());

        Ran ran = sign("keys");

        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.err()).contains("not signed").contains("wrong_digest");
        assertThat(checkpoint.resolve(ManifestSignature.FILE)).doesNotExist();
    }

    @Test
    void keysThatAreNone_areRefused_withTheirPlace() throws IOException {
        keygen("keys");
        assertThat(sign("nowhere").exitCode()).isEqualTo(1);
        Ran swapped = run("sign", "tiny", "v1", "--key", file("keys", "signing.pub"));
        assertThat(swapped.exitCode()).isEqualTo(1);
        assertThat(swapped.err()).contains("signing.pub").contains("PRIVATE KEY");
        Ran trusting = run(
                "verify",
                "tiny",
                "v1",
                "--signature-keys",
                folder.resolve("keys").toString());
        assertThat(trusting.exitCode()).isEqualTo(2);
        assertThat(trusting.err()).contains("signing.key holds a private key");
        Ran nobody = run("verify", "tiny", "v1", "--signature-required");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err()).contains("signature.keys");
    }
}
