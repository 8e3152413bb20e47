package io.plumbline.inference;

import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.cli.CommandFailed;
import io.plumbline.inference.cli.ExitCode;
import io.plumbline.inference.cli.RootCommand;
import io.plumbline.inference.cli.ServeCommand;
import io.plumbline.inference.model.DeviceUnavailableException;
import io.plumbline.inference.telemetry.Logging;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sun.misc.Signal;

/** The inference service's commands: {@code serve}, {@code model …}, {@code dead-letters …}, {@code checkpoint …}, {@code doctor}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0
                && List.of("model", "checkpoint", "dead-letters", "doctor").contains(args[0])) {
            // An operator's command prints its own errors; the clients' chatter would bury them.
            System.setProperty("plumbline.log.level", "ERROR");
            System.setProperty("plumbline.log.kafka", "OFF");
        }
        // DJL must neither call home nor look for a second engine (which costs a factor of eight).
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        System.exit(run(args));
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... args) {
        return RootCommand.commandLine(new Serve()).execute(args);
    }

    /** Runs an instance until SIGTERM, SIGINT, or something breaks it. */
    private static final class Serve implements ServeCommand.Service {
        @Override
        public List<Setting<?>> settings() {
            return ServiceSettings.all();
        }

        @Override
        public int run(Settings settings) throws InterruptedException {
            ServiceSettings checked = new ServiceSettings(settings);
            Logging.use(checked.logsJson(), checked.instance());
            CollectorRegistry registry = new CollectorRegistry();
            List.of(
                            new StandardExports(),
                            new MemoryPoolsExports(),
                            new BufferPoolsExports(),
                            new GarbageCollectorExports(),
                            new ThreadExports(),
                            new ClassLoadingExports(),
                            new VersionInfoExports())
                    .forEach(collector -> collector.register(registry));
            InferenceService started;
            int exitCode;
            try (InferenceService service = new InferenceService(checked, registry)) {
                started = service;
                // Not a shutdown hook: those run all at once, ONNX Runtime's among them, and it frees what still runs.
                // A signal is answered first, by closing everything; only then does the JVM go down.
                for (String name : List.of("TERM", "INT")) {
                    Signal.handle(new Signal(name), signal -> service.stop());
                }
                Optional<Throwable> broke = service.await();
                exitCode = broke.isPresent() ? ExitCode.FAILED : ExitCode.OK;
            } catch (IOException | DeviceUnavailableException e) {
                throw new CommandFailed(ExitCode.FAILED, String.valueOf(e.getMessage()));
            }
            if (started.nativeCodeIsStuck()) {
                // ONNX Runtime's own shutdown hook would free what a stuck call still uses.
                Runtime.getRuntime().halt(exitCode);
            }
            return exitCode;
        }
    }
}
