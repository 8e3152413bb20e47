package io.plumbline.inference.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A session's calls that run now, so that they can be asked to end.
 *
 * <p>ONNX Runtime looks at the request between two nodes of the graph: a call that is stuck inside one does not see it.
 *
 * <p>Threads: any number of callers.
 */
final class RunningCalls {
    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    /** Begins a call; pass its options to the session, and close it after. */
    Call begin() throws OrtException {
        Call call = new Call(new RunOptions());
        running.add(call);
        return call;
    }

    /** Asks the call that this thread is inside, if any, to end; it then fails. */
    void stop(Thread caller) {
        running.forEach(call -> {
            if (call.caller.equals(caller)) {
                call.stop();
            }
        });
    }

    /** One call. */
    final class Call implements AutoCloseable {
        private final RunOptions options;
        private final Thread caller = Thread.currentThread();
        private boolean closed;

        private Call(RunOptions options) {
            this.options = options;
        }

        RunOptions options() {
            return options;
        }

        private synchronized void stop() {
            if (!closed) {
                try {
                    options.setTerminate(true);
                } catch (OrtException e) {
                    throw new IllegalStateException("a call could not be asked to end", e);
                }
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            running.remove(this);
            options.close();
        }
    }
}
