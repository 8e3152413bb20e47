package io.plumbline.metrics.delay;

/**
 * Predictions made in one stretch of time, and those labels of theirs that have come by now.
 *
 * @param youngestMillis age of its last prediction now: the end of its stretch; not negative
 * @param oldestMillis age of its first prediction now: the start of its stretch
 * @param predictions how many were made, labelled or not
 * @param labelled those whose label has come
 */
public record LabelCohort(long youngestMillis, long oldestMillis, long predictions, DelayCounts labelled) {
    /** @throws IllegalArgumentException if the ages are no stretch, or more are labelled than were made */
    public LabelCohort {
        if (youngestMillis < 0 || oldestMillis < youngestMillis) {
            throw new IllegalArgumentException(
                    "ages are " + youngestMillis + " to " + oldestMillis + " ms, expected 0 <= youngest <= oldest");
        }
        if (predictions < labelled.samples()) {
            throw new IllegalArgumentException(
                    "predictions is " + predictions + ", but " + labelled.samples() + " are labelled");
        }
    }
}
