package io.plumbline.trainer.fit;

/**
 * How fitting ended.
 *
 * @param reason in words: all epochs done, stopped early, out of time
 * @param epochs done
 * @param steps done
 * @param bestEpoch by the metric that decides, from 1; 0 if none was validated
 * @param seconds spent on the run, by all its processes
 */
public record FitEnd(String reason, int epochs, long steps, int bestEpoch, double seconds) {}
