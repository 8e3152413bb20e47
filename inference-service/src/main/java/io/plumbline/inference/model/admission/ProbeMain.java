package io.plumbline.inference.model.admission;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.Verification;
import io.plumbline.inference.model.VerifiedCheckpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The child process: reads one {@link ProbeTask}, verifies and loads that checkpoint as an instance would, answers with
 * a {@link ProbeVerdict}, and ends. It also ends when its input does, which is when its parent is gone, however busy the
 * native call that it is in.
 */
final class ProbeMain {
    private static final int ORPHANED = 9;

    private ProbeMain() {}

    public static void main(String[] args) throws IOException {
        PrintStream verdicts = System.out;
        // Whatever else prints must not be taken for a verdict.
        System.setOut(System.err);
        BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = parent.readLine();
        if (line == null) {
            throw new IOException("input ended, expected a line that says what to try");
        }
        ProbeTask task = ProbeTask.of(line);
        Thread watch = new Thread(() -> haltAtTheEndOf(parent), "probe-parent");
        watch.setDaemon(true);
        watch.start();
        verdicts.println(verdict(task).line());
        verdicts.flush();
        // Not exit: there is nothing to tidy up, and hooks of native libraries to get wrong.
        Runtime.getRuntime().halt(0);
    }

    private static void haltAtTheEndOf(BufferedReader parent) {
        try {
            while (parent.readLine() != null) {
                // The parent has nothing more to say; only the end matters.
            }
        } catch (IOException e) {
            System.err.println("input broke: " + e);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private static ProbeVerdict verdict(ProbeTask task) {
        Verification verification;
        try {
            verification =
                    new CheckpointVerifier().verify(task.folder(), task.model(), task.version(), Optional.empty());
        } catch (IOException e) {
            return new ProbeVerdict.Unreadable(e.toString());
        }
        if (verification instanceof Verification.Refused refused) {
            return new ProbeVerdict.Refused(refused.reason(), refused.message());
        }
        VerifiedCheckpoint checkpoint = ((Verification.Verified) verification).checkpoint();
        String manifest = Digests.sha256(checkpoint.manifestBytes());
        if (!manifest.equals(task.manifest())) {
            return new ProbeVerdict.Refused(
                    RefusalReason.WRONG_DIGEST,
                    "manifest has sha256 " + manifest + ", expected " + task.manifest() + " as it was a moment before ("
                            + task.folder() + ")");
        }
        LoadOutcome outcome = new ModelLoader().load(checkpoint, task.settings());
        if (outcome instanceof LoadOutcome.Refused refused) {
            return new ProbeVerdict.Refused(refused.reason(), refused.message());
        }
        ((LoadOutcome.Loaded) outcome).model().close();
        return new ProbeVerdict.Passed();
    }
}
