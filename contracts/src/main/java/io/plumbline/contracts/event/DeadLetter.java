package io.plumbline.contracts.event;

import java.util.Optional;

/**
 * A record that can never be scored, with its original bytes and why.
 *
 * @param record the original, key, value and headers untouched
 * @param version the model version that refused it, or empty when it never reached one
 */
public record DeadLetter(
        WireRecord record, RejectReason reason, String message, Optional<String> model, Optional<String> version) {}
