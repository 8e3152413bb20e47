package io.plumbline.contracts.event;

import java.util.function.Function;

/**
 * What became of some bytes: the event they hold, or why they hold none. Reading hostile bytes ends as one of these
 * two and never as an exception.
 */
public sealed interface Decoded<T> {
    /** The bytes hold this event. */
    record Accepted<T>(T value) implements Decoded<T> {}

    /**
     * The bytes can never be read; trying again gives the same.
     *
     * @param message what, got, expected
     * @param where record and place in it, {@code plumbline.requests-3@1042 $.inputs[0].shape}
     */
    record Rejected<T>(RejectReason reason, String message, String where) implements Decoded<T> {
        /** The same refusal where another type of event was wanted. */
        public <U> Rejected<U> as() {
            return new Rejected<>(reason, message, where);
        }

        public String describe() {
            return message + " (" + where + ")";
        }
    }

    static <T> Decoded<T> accepted(T value) {
        return new Accepted<>(value);
    }

    static <T> Rejected<T> rejected(RejectReason reason, String message, String where) {
        return new Rejected<>(reason, message, where);
    }

    default <U> Decoded<U> flatMap(Function<? super T, ? extends Decoded<U>> next) {
        if (this instanceof Rejected<T> rejected) {
            return rejected.as();
        }
        return next.apply(((Accepted<T>) this).value());
    }
}
