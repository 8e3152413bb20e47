package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;

/**
 * A request and what turned out to be true of it.
 *
 * @param timeMillis of the request's record, since the epoch
 * @param where the request stands
 */
record Labelled(String id, Payload payload, Truth truth, long timeMillis, String where) {}
