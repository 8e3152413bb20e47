package io.plumbline.broker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a failing broker from ending the JVM that it is a guest in.
 *
 * <p>On some failures (a full disk, a fatal controller fault) Kafka calls {@code Runtime.halt}, which would end a test run
 * or the demo without a word. With the guard installed, the failure is logged, the watchers are told, and the calling
 * thread gets an exception. Kafka's exit hook is one per JVM, so this state is static too.
 */
final class ExitGuard {
    private static final Logger log = LoggerFactory.getLogger(ExitGuard.class);
    private static final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

    private ExitGuard() {}

    /** Installs the guard, and tells the watcher the reason of every exit that Kafka asks for from now on. */
    static void watch(Consumer<String> watcher) {
        watchers.add(watcher);
        Exit.setExitProcedure(ExitGuard::refuse);
        Exit.setHaltProcedure(ExitGuard::refuse);
    }

    static void unwatch(Consumer<String> watcher) {
        watchers.remove(watcher);
    }

    private static void refuse(int status, @Nullable String message) {
        String reason = "Kafka broker asked for exit with status " + status + (message == null ? "" : ": " + message);
        log.atError().addKeyValue("status", status).addKeyValue("error", reason).log("broker failed");
        watchers.forEach(watcher -> watcher.accept(reason));
        throw new IllegalStateException(reason);
    }
}
