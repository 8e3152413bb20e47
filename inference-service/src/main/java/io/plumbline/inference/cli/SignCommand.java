package io.plumbline.inference.cli;

import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.Verification;
import io.plumbline.inference.model.trust.ManifestSignature;
import io.plumbline.inference.model.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code checkpoint sign}: vouches for a checkpoint with a key. */
@Command(
        name = "sign",
        description = "Signs a checkpoint whose files are what its manifest says, in the store or in any folder.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline checkpoint sign fashion 20261123-195107-1f0c22aa --key signing.key",
            "  plumbline checkpoint sign ./downloads/fashion-candidate --key signing.key",
            "",
            "Writes manifest.sig beside manifest.json, in the place of one that is there.",
            "",
            "Exit codes: 0 signed, 1 failed, 2 usage, 4 refused.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class SignCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions options;

    @Parameters(
            index = "0",
            paramLabel = "PATH|MODEL",
            description = "A checkpoint's folder, or with VERSION a model of the store.")
    private String pathOrModel;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "The version.")
    private @Nullable String version;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "A private Ed25519 key in PEM, as keygen writes it.")
    private Path keyFile;

    @Override
    public Integer call() throws IOException {
        StoredCheckpoint checkpoint = StoredCheckpoint.at(options, pathOrModel, version);
        SigningKey key = key();
        Verification verification = new CheckpointVerifier()
                .verify(checkpoint.folder(), checkpoint.model(), checkpoint.version(), Optional.empty());
        if (verification instanceof Verification.Refused refused) {
            throw new CommandFailed(
                    ExitCode.REFUSED, "refused, not signed: " + refused.reason().label() + ": " + refused.message());
        }
        // The bytes that were verified, not what the file holds by now.
        byte[] manifest = ((Verification.Verified) verification).checkpoint().manifestBytes();
        Path file = checkpoint.folder().resolve(ManifestSignature.FILE);
        replace(file, key.sign(manifest).encode());
        if (options.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("model", checkpoint.model());
            tree.put("version", checkpoint.version());
            tree.put("key", key.id());
            tree.put("file", file.toString());
            options.printJson(tree);
        } else {
            options.out()
                    .println(checkpoint.model() + " " + checkpoint.version() + ": signed by key " + key.id() + ", "
                            + file);
            options.out().flush();
        }
        return ExitCode.OK;
    }

    private SigningKey key() throws IOException {
        if (!Files.isRegularFile(keyFile)) {
            throw new CommandFailed(ExitCode.FAILED, "there is no file " + keyFile + ", expected a private key");
        }
        try {
            return SigningKey.read(keyFile);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** In one step: an instance that looks meanwhile sees the old one or the new one. */
    private static void replace(Path file, byte[] content) throws IOException {
        // Not a temporary file: those are for their owner alone, and instances run as somebody else.
        Path unfinished =
                file.resolveSibling(".writing-" + ProcessHandle.current().pid());
        try {
            Files.write(unfinished, content);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
