package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * One loaded version of a model.
 *
 * <p>Threads: any number of callers, but none may be inside when it is closed: only {@link LeasedModel} closes it.
 */
public interface ServedModel {
    Manifest manifest();

    /** Where it computes: {@code cpu}, {@code cuda:0}. */
    String device();

    /**
     * Turns a request into rows of the graph's inputs. Nothing that passes here can fail its batch-mates.
     *
     * @param where the record, {@code plumbline.requests-3@1042}, for the message of a refusal
     */
    Decoded<Prepared> prepare(Request request, String where);

    /**
     * Runs a batch in one native call.
     *
     * <p>Shape: as many outcomes as items, in the same order. An item whose outputs are not finite is refused alone.
     *
     * @throws ModelFailure if the call fails, or returns another number of rows than it was given
     */
    List<ItemOutcome> predict(List<Prepared> batch);

    /**
     * Runs an input that is known to be good: tells a broken model from a bad record after a failure.
     *
     * @throws ModelFailure if even that fails
     */
    void probe();

    /**
     * Asks the call that a thread is inside now to end; it then fails. A call that is stuck inside one operator does not see
     * it, and a model that cannot ask does nothing.
     */
    default void stopCall(Thread caller) {}

    /** What a batch of each size that was warmed up took then, ascending; at least one. */
    SortedMap<Integer, Duration> warmUp();

    /** How many native arrays it holds right now; grows without end when something leaks. */
    int nativeArrays();

    /** Frees the native session. May be called twice. Crashes the process when a call is inside. */
    void close();

    default String model() {
        return manifest().model();
    }

    default String version() {
        return manifest().version();
    }

    /** sha256 of the ONNX file. */
    default String checkpoint() {
        return manifest().checkpoint();
    }

    default Task task() {
        return manifest().task();
    }
}
