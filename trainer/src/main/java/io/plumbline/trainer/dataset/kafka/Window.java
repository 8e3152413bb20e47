package io.plumbline.trainer.dataset.kafka;

import io.plumbline.trainer.experiment.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which records are read: those between two points in time, or those that offsets name, whatever the times say.
 *
 * @param from of requests and labels; the offsets are those of the first record from that time on
 * @param to not read any more
 * @param labelsTo likewise for labels, which come later than what they judge
 * @param offsets by partition; both empty if the times decide
 */
record Window(
        Instant from,
        Instant to,
        Instant labelsTo,
        SortedMap<Integer, OffsetRange> requestOffsets,
        SortedMap<Integer, OffsetRange> labelOffsets) {
    static Window from(Settings data, Instant now) {
        boolean byOffsets = data.has("offsets");
        String from = byOffsets ? data.text("from", "") : data.text("from");
        String to = data.text("to", "now");
        String labelsTo = data.text("labels-to", to);
        SortedMap<Integer, OffsetRange> requests = new TreeMap<>();
        SortedMap<Integer, OffsetRange> labels = new TreeMap<>();
        if (byOffsets) {
            Settings offsets = data.section("offsets");
            requests = ranges(offsets, "requests");
            labels = ranges(offsets, "labels");
            return new Window(now, now, now, requests, labels);
        }
        Instant begin = PointInTime.read(data, "from", from, now);
        Instant end = PointInTime.read(data, "to", to, now);
        if (!begin.isBefore(end)) {
            data.problem("from", "is " + begin + ", expected a time before data.to, which is " + end);
        }
        Instant labelsEnd = PointInTime.read(data, "labels-to", labelsTo, now);
        return new Window(begin, end, labelsEnd, requests, labels);
    }

    boolean byOffsets() {
        return !requestOffsets.isEmpty();
    }

    /** The times, for the manifest; empty where offsets decided. */
    Map<String, Object> times() {
        if (byOffsets()) {
            return Map.of();
        }
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("from", from.toString());
        times.put("to", to.toString());
        times.put("labels_to", labelsTo.toString());
        return times;
    }

    private static SortedMap<Integer, OffsetRange> ranges(Settings offsets, String topic) {
        SortedMap<Integer, OffsetRange> ranges = new TreeMap<>();
        Settings partitions = offsets.section(topic);
        for (String partition : partitions.keys()) {
            List<Long> range = partitions.counts(partition);
            Optional<Integer> number =
                    partition.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(partition)) : Optional.empty();
            if (number.isEmpty()) {
                partitions.problem(partition, "is no partition, expected its number");
            } else if (range.size() != 2 || range.get(0) > range.get(1)) {
                partitions.problem(partition, "is " + range + ", expected [first offset, offset after the last]");
            } else {
                ranges.put(number.get(), new OffsetRange(range.get(0), range.get(1)));
            }
        }
        if (ranges.isEmpty()) {
            offsets.problem(topic, "names no partition, expected at least one as {0: [first, end]}");
        }
        return ranges;
    }
}
