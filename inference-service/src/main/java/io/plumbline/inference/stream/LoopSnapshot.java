package io.plumbline.inference.stream;

import java.util.Optional;

/**
 * What the poll thread last knew of itself.
 *
 * @param turnNanos when its last turn began, on the clock of {@link System#nanoTime()}
 * @param assigned request partitions held
 * @param paused how many of them are paused
 * @param inFlight requests between poll and commit
 * @param obstacle why nothing is consumed, if so; a full queue is none
 */
public record LoopSnapshot(long turnNanos, int assigned, int paused, int inFlight, Optional<String> obstacle) {}
