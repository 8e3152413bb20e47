package io.plumbline.trainer.dataset.kafka;

/** The records of a partition from offset {@code begin} to the one before {@code end}. */
record OffsetRange(long begin, long end) {
    OffsetRange {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("offsets are " + begin + " to " + end + ", expected 0 <= begin <= end");
        }
    }
}
