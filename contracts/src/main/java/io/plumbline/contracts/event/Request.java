package io.plumbline.contracts.event;

import java.util.Optional;

/**
 * One item that a producer wants scored.
 *
 * @param id from the header {@code ce_id}, else the body, else the key, else {@code topic-partition-offset}
 * @param model the model asked for, or empty when the producer leaves it to the only one served
 * @param payload what to score
 * @param format how the request was encoded; its prediction answers in kind
 */
public record Request(String id, Optional<String> model, Payload payload, WireFormat format) {}
