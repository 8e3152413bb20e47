package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.tally.VersionKey;
import java.util.Map;

/**
 * Whether the errors of a version in one partition have changed.
 *
 * @param samples matured records that were judged
 */
public record ErrorDrift(VersionKey version, int partition, long samples, Map<Detector, Reading> readings) {
    /**
     * What a detector says.
     *
     * @param alarms changes reported so far
     * @param evidence for a change now, in proportion to what is reported: from 0 to 1
     * @param lastAlarmMillis time of the request at which it last alarmed, since the epoch; 0 for never
     */
    public record Reading(long alarms, double evidence, long lastAlarmMillis) {}

    public ErrorDrift {
        readings = Map.copyOf(readings);
    }
}
