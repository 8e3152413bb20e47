package io.plumbline.inference.batch;

/**
 * Foretells how long a batch will take.
 *
 * <p>Threads: the batcher's.
 */
@FunctionalInterface
public interface BatchForecast {
    BatchForecast NONE = (key, size) -> 0;

    /** Nanoseconds from a worker taking a batch of that size to its answers; 0 while nothing is known. */
    long nanos(BatchKey key, int size);
}
