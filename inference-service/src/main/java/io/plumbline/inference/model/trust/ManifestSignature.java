package io.plumbline.inference.model.trust;

import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of {@code manifest.sig}: which key signed the bytes of {@code manifest.json}, and the signature.
 *
 * <p>{@code {"format":1,"algorithm":"Ed25519","key":"<16 hex>","signature":"<base64 of 64 bytes>"}}. Other fields are
 * ignored. The key's id only says which trusted key to try.
 *
 * @param keyId the first 16 hex digits of the sha256 of the public key's SubjectPublicKeyInfo
 * @param signature Ed25519 over the manifest's bytes as they are in the file
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ManifestSignature(String keyId, byte[] signature) {
    public static final String FILE = "manifest.sig";
    /** No signature file is longer. */
    public static final int MAX_BYTES = 4096;

    private static final int FORMAT = 1;

    public ManifestSignature {
        if (!keyId.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException("'key' is no key's id, expected 16 hex digits");
        }
        if (signature.length != Ed25519.SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "'signature' has " + signature.length + " bytes, expected " + Ed25519.SIGNATURE_BYTES);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no signature file; says what, got, expected */
    public static ManifestSignature decode(byte[] json) {
        Map<String, Object> tree = Json.read(json);
        if (!Integer.valueOf(FORMAT).equals(tree.get("format"))
                || !Ed25519.ALGORITHM.equals(tree.get("algorithm"))
                || !(tree.get("key") instanceof String key)
                || !(tree.get("signature") instanceof String base64)) {
            throw new IllegalArgumentException("fields are " + tree.keySet() + ", expected 'format' " + FORMAT
                    + ", 'algorithm' " + Ed25519.ALGORITHM + ", 'key' and 'signature'");
        }
        try {
            return new ManifestSignature(key, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    public byte[] encode() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("algorithm", Ed25519.ALGORITHM);
        tree.put("key", keyId);
        tree.put("signature", Base64.getEncoder().encodeToString(signature));
        return (Json.write(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
