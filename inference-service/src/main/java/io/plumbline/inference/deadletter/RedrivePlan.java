package io.plumbline.inference.deadletter;

import java.util.Map;
import java.util.Set;

/**
 * What a redrive found to do.
 *
 * @param letters how many would be sent
 * @param already how many were sent before and are left out
 * @param truncated how many lost bytes, so that sent again they would be other requests
 * @param unreadable how many records on the topic are no dead letters
 * @param reasons of those that would be sent
 * @param targets the topics that they would go to, and how many to each
 * @param missing positions that were named and hold no letter (any more)
 * @param absent targets that do not exist
 */
public record RedrivePlan(
        long letters,
        long already,
        long truncated,
        long unreadable,
        Map<String, Long> reasons,
        Map<String, Long> targets,
        Set<Position> missing,
        Set<String> absent) {}
