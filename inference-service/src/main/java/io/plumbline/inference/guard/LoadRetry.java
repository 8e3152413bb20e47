package io.plumbline.inference.guard;

import io.github.resilience4j.retry.Retry;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Tries reading a checkpoint again when the disk or the network fails: waits grow exponentially, each shortened or
 * lengthened at random by up to half, so that many instances do not come back at the same moment.
 *
 * <p>Only an {@link IOException} is tried again. A refusal is a value, not an exception, and comes back at once; a bug
 * (any other exception) escapes at once. Threads: any number of callers; the caller's thread sleeps.
 */
public final class LoadRetry {
    private final Retry retry;

    public LoadRetry(RetryConfig config, RetryEvents events) {
        this.retry = Retries.of(
                config,
                failure -> failure instanceof IOException && !(failure instanceof InterruptedIOException),
                events);
    }

    /**
     * Runs it until it succeeds or the tries are used up.
     *
     * @throws IOException the last try's; also when the thread was interrupted while it waited, and then with the flag
     *     set
     */
    public <T> T call(Load<T> load) throws IOException {
        try {
            return retry.executeCheckedSupplier(load::run);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable undeclared) {
            throw new IllegalStateException("a load threw what it does not declare", undeclared);
        }
    }

    /** Something that reads. */
    @FunctionalInterface
    public interface Load<T> {
        T run() throws IOException;
    }
}
