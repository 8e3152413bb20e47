package io.plumbline.evaluator.join;

import java.util.Comparator;

/**
 * Which of two labels of one id is newer: the one of the higher revision, else of the later time, else of the later
 * offset. Total, so that any order of arrival ends at the same label.
 *
 * @param revision 0 where the label has none
 * @param timeMillis the label's own time, or its record's where it has none, since the epoch
 * @param offset in the one labels partition that holds the id
 */
public record LabelOrder(long revision, long timeMillis, long offset) implements Comparable<LabelOrder> {
    private static final Comparator<LabelOrder> ORDER = Comparator.comparingLong(LabelOrder::revision)
            .thenComparingLong(LabelOrder::timeMillis)
            .thenComparingLong(LabelOrder::offset);

    @Override
    public int compareTo(LabelOrder other) {
        return ORDER.compare(this, other);
    }
}
