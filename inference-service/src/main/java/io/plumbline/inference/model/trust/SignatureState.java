package io.plumbline.inference.model.trust;

/** How a checkpoint stands with its signature. */
public sealed interface SignatureState {
    /** In words, for a person. */
    String describe();

    /** There is no signature file. */
    record Unsigned() implements SignatureState {
        @Override
        public String describe() {
            return "not signed";
        }
    }

    /** There is a signature file, and no key to check it by. */
    record Unchecked() implements SignatureState {
        @Override
        public String describe() {
            return "signed, not checked: no trusted keys are configured";
        }
    }

    /** @param keyId of the trusted key that signed exactly these bytes */
    record Valid(String keyId) implements SignatureState {
        @Override
        public String describe() {
            return "signed by trusted key " + keyId;
        }
    }

    /** @param message what, got, expected */
    record Invalid(Problem problem, String message) implements SignatureState {
        @Override
        public String describe() {
            return message;
        }
    }

    /** What is wrong with a signature. */
    enum Problem {
        /** The file is no signature. */
        MALFORMED,
        /** The key that it names is not trusted here. */
        UNKNOWN_KEY,
        /** It is not that key's signature of these bytes. */
        WRONG
    }
}
