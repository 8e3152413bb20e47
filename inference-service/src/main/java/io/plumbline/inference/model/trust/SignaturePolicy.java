package io.plumbline.inference.model.trust;

/**
 * What a checkpoint's signature must be like. With keys, a signature that is there must be right, whether required or
 * not: a wrong one means that somebody changed something.
 *
 * @param required refuse what is not signed; needs keys
 */
public record SignaturePolicy(TrustedKeys keys, boolean required) {
    /** Trusts whoever can write to the store. */
    public static final SignaturePolicy NONE = new SignaturePolicy(TrustedKeys.NONE, false);

    public SignaturePolicy {
        if (required && keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "'signature.required' is true and 'signature.keys' is empty, expected keys to check by");
        }
    }
}
