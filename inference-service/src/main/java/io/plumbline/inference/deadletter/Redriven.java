package io.plumbline.inference.deadletter;

import io.plumbline.inference.deadletter.LetterReader.Range;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which letters of fixed ranges were sent again, and how often.
 *
 * <p>Memory: one bit for each letter that the topic still holds, and an entry for each that was sent more than once.
 */
final class Redriven implements RedriveLog.Marks {
    private final Map<Integer, Range> ranges;
    private final Map<Integer, BitSet> once = new HashMap<>();
    private final Map<Position, Integer> more = new HashMap<>();

    Redriven(Map<Integer, Range> ranges) {
        this.ranges = ranges;
    }

    @Override
    public void mark(Position position, int times) {
        Range range = ranges.get(position.partition());
        if (range == null || position.offset() < range.begin() || position.offset() >= range.end()) {
            return;
        }
        once.computeIfAbsent(position.partition(), partition -> new BitSet())
                .set(Math.toIntExact(position.offset() - range.begin()));
        if (times > 1) {
            more.put(position, times);
        }
    }

    int times(Position position) {
        BitSet bits = once.get(position.partition());
        Range range = ranges.get(position.partition());
        if (bits == null || range == null || !bits.get(Math.toIntExact(position.offset() - range.begin()))) {
            return 0;
        }
        return more.getOrDefault(position, 1);
    }
}
