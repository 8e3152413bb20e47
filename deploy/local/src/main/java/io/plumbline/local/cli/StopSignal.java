package io.plumbline.local.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM as an event.
 *
 * <p>Not a shutdown hook: those run all at once, and the JVM waits for none of the others' work. A signal is answered
 * first, by closing everything in order; only then does the process end.
 */
final class StopSignal {
    private StopSignal() {}

    /** Completes at the first such signal; from now on the JVM does not end by itself then. */
    static CompletableFuture<String> install() {
        CompletableFuture<String> stopped = new CompletableFuture<>();
        for (String name : List.of("INT", "TERM")) {
            Signal.handle(new Signal(name), signal -> stopped.complete(signal.getName()));
        }
        return stopped;
    }
}
