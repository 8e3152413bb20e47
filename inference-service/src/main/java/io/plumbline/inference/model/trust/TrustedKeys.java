package io.plumbline.inference.model.trust;

import io.plumbline.inference.model.trust.SignatureState.Invalid;
import io.plumbline.inference.model.trust.SignatureState.Problem;
import io.plumbline.inference.model.trust.SignatureState.Unchecked;
import io.plumbline.inference.model.trust.SignatureState.Unsigned;
import io.plumbline.inference.model.trust.SignatureState.Valid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The public keys whose signatures count. More than one, so that a new key can be trusted before the old one goes. */
public final class TrustedKeys {
    public static final TrustedKeys NONE = new TrustedKeys(Map.of());

    private final Map<String, PublicKey> byId;

    private TrustedKeys(Map<String, PublicKey> byId) {
        this.byId = byId;
    }

    /**
     * Reads PEM files, and of a folder every file whose name does not begin with a dot (as those of a mounted secret's
     * own bookkeeping do).
     *
     * @throws IllegalArgumentException if one is no public Ed25519 key, or a folder has none
     */
    public static TrustedKeys read(Collection<Path> paths) throws IOException {
        Map<String, PublicKey> byId = new TreeMap<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                int found = 0;
                try (Stream<Path> inside = Files.list(path)) {
                    for (Path file : inside.sorted().toList()) {
                        if (!file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)) {
                            add(file, byId);
                            found++;
                        }
                    }
                }
                if (found == 0) {
                    throw new IllegalArgumentException(path + " has no file, expected a folder of public keys in PEM");
                }
            } else if (Files.isRegularFile(path)) {
                add(path, byId);
            } else {
                throw new IllegalArgumentException(
                        "there is no " + path + ", expected a public key in PEM or a folder");
            }
        }
        return byId.isEmpty() ? NONE : new TrustedKeys(byId);
    }

    private static void add(Path file, Map<String, PublicKey> byId) throws IOException {
        PublicKey key = Ed25519.publicKey(Files.readString(file), file);
        byId.put(Ed25519.id(key), key);
    }

    public boolean isEmpty() {
        return byId.isEmpty();
    }

    public Set<String> ids() {
        return byId.keySet();
    }

    /**
     * Judges a manifest's bytes.
     *
     * @param file the content of the signature file, where there is one
     */
    public SignatureState judge(byte[] manifest, Optional<byte[]> file) {
        if (file.isEmpty()) {
            return new Unsigned();
        }
        if (byId.isEmpty()) {
            return new Unchecked();
        }
        ManifestSignature signature;
        try {
            signature = ManifestSignature.decode(file.get());
        } catch (IllegalArgumentException e) {
            return new Invalid(Problem.MALFORMED, "signature cannot be read: " + e.getMessage());
        }
        PublicKey key = byId.get(signature.keyId());
        if (key == null) {
            return new Invalid(
                    Problem.UNKNOWN_KEY,
                    "manifest is signed by key " + signature.keyId() + ", trusted are " + byId.keySet());
        }
        return Ed25519.isSignature(key, manifest, signature.signature())
                ? new Valid(signature.keyId())
                : new Invalid(
                        Problem.WRONG,
                        "signature is not that of key " + signature.keyId() + " over this manifest, expected it to be");
    }
}
