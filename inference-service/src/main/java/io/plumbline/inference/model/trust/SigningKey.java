package io.plumbline.inference.model.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;

/**
 * A private Ed25519 key that signs manifests, and the public one that belongs to it.
 *
 * <p>Threads: any number of callers. Never printed: {@code toString} gives the key's id.
 */
public final class SigningKey {
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(Ed25519.ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 15 on has " + Ed25519.ALGORITHM, e);
        }
    }

    /**
     * Reads a private key.
     *
     * @throws IllegalArgumentException if the file holds none
     */
    public static SigningKey read(Path pem) throws IOException {
        PrivateKey privateKey = Ed25519.privateKey(Files.readString(pem), pem);
        return new SigningKey(privateKey, publicOf(privateKey, pem));
    }

    /**
     * The JDK tells no public key of a private one, and PKCS #8 need not hold it. But an Ed25519 private key is 32
     * random bytes (RFC 8032, 5.1.5), so a generator whose randomness is those bytes makes the same pair again.
     */
    private static PublicKey publicOf(PrivateKey privateKey, Path where) {
        byte[] seed = ((EdECPrivateKey) privateKey)
                .getBytes()
                .orElseThrow(
                        () -> new IllegalArgumentException(where + " keeps its key elsewhere, expected it inside"));
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Replay(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
            if (!Ed25519.isSignature(pair.getPublic(), probe, sign(privateKey, probe))) {
                throw new IllegalStateException("this JDK makes Ed25519 keys in another way, expected 32 random bytes");
            }
            return pair.getPublic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 15 on has " + Ed25519.ALGORITHM, e);
        }
    }

    /** Randomness that was drawn before. */
    private static final class Replay extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        Replay(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }

    /** Names the key in signatures, messages and listings. */
    public String id() {
        return Ed25519.id(publicKey);
    }

    public ManifestSignature sign(byte[] manifest) {
        return new ManifestSignature(id(), sign(privateKey, manifest));
    }

    private static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signing = Signature.getInstance(Ed25519.ALGORITHM);
            signing.initSign(key);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs any bytes", e);
        }
    }

    /** What goes where checkpoints are verified. */
    public String publicPem() {
        return Ed25519.encode(Ed25519.PUBLIC, publicKey.getEncoded());
    }

    /** What goes into a file that nobody else can read. */
    public String privatePem() {
        return Ed25519.encode(Ed25519.PRIVATE, privateKey.getEncoded());
    }

    @Override
    public String toString() {
        return "SigningKey " + id();
    }
}
