package io.plumbline.contracts.event;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The truth about one request, which may come before, after, twice, corrected, or never.
 *
 * @param id the request's
 * @param time when it became true
 * @param revision a higher one corrects a lower
 */
public record Label(String id, Truth truth, Optional<Instant> time, OptionalLong revision) {}
