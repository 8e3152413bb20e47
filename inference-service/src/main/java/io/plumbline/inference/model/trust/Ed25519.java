package io.plumbline.inference.model.trust;

import io.plumbline.contracts.checkpoint.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Keys and signatures as the JDK makes them, and keys as PEM files hold them: {@code PUBLIC KEY} (SubjectPublicKeyInfo)
 * and {@code PRIVATE KEY} (PKCS #8, not encrypted), as OpenSSL writes them too.
 *
 * <p>Source: RFC 8032 (Ed25519), RFC 7468 (PEM), RFC 8410 (the keys' encodings).
 */
final class Ed25519 {
    static final String ALGORITHM = "Ed25519";
    static final String PUBLIC = "PUBLIC KEY";
    static final String PRIVATE = "PRIVATE KEY";
    /** A signature's length in bytes. */
    static final int SIGNATURE_BYTES = 64;

    /** Enough to tell the keys of one installation apart; what is trusted is the key, never its id. */
    private static final int ID_DIGITS = 16;

    private Ed25519() {}

    /** The first 16 hex digits of the sha256 of the public key's SubjectPublicKeyInfo. */
    static String id(PublicKey key) {
        return Digests.sha256(key.getEncoded()).substring(0, ID_DIGITS);
    }

    /** @throws IllegalArgumentException if the text is no public Ed25519 key; the message never quotes it */
    static PublicKey publicKey(String pem, Path where) {
        if (pem.contains(begin(PRIVATE))) {
            throw new IllegalArgumentException(
                    where + " holds a private key, expected public ones where keys are trusted");
        }
        try {
            return factory().generatePublic(new X509EncodedKeySpec(decode(pem, PUBLIC, where)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(where + " holds no public Ed25519 key: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if the text is no private Ed25519 key; the message never quotes it */
    static PrivateKey privateKey(String pem, Path where) {
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(decode(pem, PRIVATE, where)));
        } catch (GeneralSecurityException e) {
            // The cause could quote the key.
            throw new IllegalArgumentException(where + " holds no private Ed25519 key");
        }
    }

    static boolean isSignature(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(key);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (SignatureException e) {
            return false; // Its bytes are no signature at all, such as a number out of range.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 15 on has " + ALGORITHM, e);
        }
    }

    static String encode(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return begin(type) + "\n" + base64 + "\n" + end(type) + "\n";
    }

    private static byte[] decode(String pem, String type, Path where) {
        int begin = pem.indexOf(begin(type));
        int end = pem.indexOf(end(type));
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(where + " has no '" + begin(type) + "', expected a key in PEM");
        }
        String base64 = pem.substring(begin + begin(type).length(), end).replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " is not base64 between its lines, expected a key in PEM");
        }
    }

    private static String begin(String type) {
        return "-----BEGIN " + type + "-----";
    }

    private static String end(String type) {
        return "-----END " + type + "-----";
    }

    private static KeyFactory factory() throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM);
    }
}
