package io.plumbline.trainer.dataset;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;

/** One item as the world sees it: what a producer would send, and what turned out to be true of it. */
public record Example(String id, Payload payload, Truth truth) {}
