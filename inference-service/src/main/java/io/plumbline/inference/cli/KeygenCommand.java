package io.plumbline.inference.cli;

import io.plumbline.inference.model.trust.SigningKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code checkpoint keygen}: a new pair of keys. */
@Command(
        name = "keygen",
        description = "Makes a key that signs checkpoints, and the public one that instances trust.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline checkpoint keygen --out keys",
            "",
            "Writes keys/signing.key, which only its owner can read, and keys/signing.pub. Neither is written over.",
            "Instances trust the public one by signature.keys, and get no sight of the other.",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class KeygenCommand implements Callable<Integer> {
    private static final String PRIVATE_FILE = "signing.key";
    private static final String PUBLIC_FILE = "signing.pub";

    @Mixin
    private StoreOptions options;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        SigningKey key = SigningKey.generate();
        Files.createDirectories(out);
        Path privateFile = out.resolve(PRIVATE_FILE);
        Path publicFile = out.resolve(PUBLIC_FILE);
        if (Files.exists(publicFile)) {
            throw alreadyThere(publicFile);
        }
        try (OutputStream file = ownersOnly(privateFile)) {
            file.write(key.privatePem().getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(privateFile);
        }
        Files.writeString(publicFile, key.publicPem(), StandardOpenOption.CREATE_NEW);
        if (options.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("key", key.id());
            tree.put("private", privateFile.toString());
            tree.put("public", publicFile.toString());
            options.printJson(tree);
        } else {
            options.out().println("key " + key.id() + ": " + privateFile + " signs, " + publicFile + " is trusted");
            options.out().flush();
        }
        return ExitCode.OK;
    }

    /** Made with its permissions, so that nobody else can open it in between. Windows has others, inherited there. */
    private static OutputStream ownersOnly(Path file) throws IOException {
        FileAttribute<?>[] attributes =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return Channels.newOutputStream(Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes));
    }

    private static CommandFailed alreadyThere(Path file) {
        return new CommandFailed(
                ExitCode.FAILED, "there is a " + file + " already, expected a folder without one: --out elsewhere");
    }
}
