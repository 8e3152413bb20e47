package io.plumbline.local.demo;

import io.plumbline.broker.Ports;
import io.plumbline.contracts.codec.Json;
import io.plumbline.local.process.ProjectLayout;
import io.plumbline.local.process.ServiceCommand;
import io.plumbline.local.process.ServiceModule;
import io.plumbline.local.process.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The commands that production runs, as the demo runs them: each in a JVM of its own, all in the demo's folder. */
final class Services {
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(10);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

    private final ProjectLayout layout;
    private final DemoFolder folder;
    private final Children children;

    Services(ProjectLayout layout, DemoFolder folder, Children children) {
        this.layout = layout;
        this.folder = folder;
        this.children = children;
    }

    /** A service that runs, and its ops endpoints. */
    record Running(ServiceProcess process, int port) {
        URI address(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }
    }

    /** Trains for everybody to see: its progress goes to this process's standard error. */
    ServiceProcess trainTalking(String experiment) {
        return children.adopt(ServiceProcess.startTalking(train(experiment), outputOf(experiment)));
    }

    /** Trains in the background. */
    ServiceProcess trainQuietly(String experiment) {
        return children.adopt(
                ServiceProcess.startCapturing(train(experiment), outputOf(experiment), folder.log("train")));
    }

    private ServiceCommand train(String experiment) {
        return command(
                ServiceModule.TRAINER,
                "train",
                experiment(experiment),
                "--store",
                folder.store().toString(),
                "--runs",
                folder.runs().toString(),
                "-o",
                "json");
    }

    /** Waits for a training and returns the version of the checkpoint that it published. */
    String trainedVersion(ServiceProcess training) throws InterruptedException {
        String output = children.result(training, TRAINING_LIMIT);
        if (Json.read(output.getBytes(StandardCharsets.UTF_8)).get("version") instanceof String version) {
            return version;
        }
        throw training.failure("named no version: " + output);
    }

    /** Writes the held-out data as requests and labels. */
    ServiceProcess holdout(String experiment) {
        ServiceCommand command = command(
                ServiceModule.TRAINER,
                "holdout",
                experiment(experiment),
                "--out",
                folder.holdout().toString());
        return children.adopt(ServiceProcess.start(command, folder.log("holdout")));
    }

    ServiceProcess swap(String model, String version, String bootstrapServers) {
        ServiceCommand command = command(
                ServiceModule.INFERENCE,
                "model",
                "swap",
                model,
                version,
                "--bootstrap-servers",
                bootstrapServers,
                "--store",
                folder.store().toString());
        return children.adopt(ServiceProcess.start(command, folder.log("swap")));
    }

    /** Waits for a command that has to succeed. */
    void await(ServiceProcess command) throws InterruptedException {
        children.result(command, COMMAND_LIMIT);
    }

    Running inference(String bootstrapServers) throws IOException {
        int port = freePort();
        ServiceCommand command = command(
                ServiceModule.INFERENCE,
                "serve",
                "--set",
                "bootstrap.servers=" + bootstrapServers,
                "--set",
                "store=" + folder.store(),
                "--set",
                "http.port=" + port,
                "--set",
                "instance=demo-0");
        return new Running(children.adoptService(ServiceProcess.start(command, folder.log("inference"))), port);
    }

    Running evaluator(String bootstrapServers) throws IOException {
        int port = freePort();
        ServiceCommand command = command(
                ServiceModule.EVALUATOR,
                "evaluate",
                "--set",
                "bootstrap.servers=" + bootstrapServers,
                "--set",
                "http.port=" + port,
                "--set",
                "state.dir=" + folder.evaluatorState());
        return new Running(children.adoptService(ServiceProcess.start(command, folder.log("evaluator"))), port);
    }

    private ServiceCommand command(ServiceModule module, String... arguments) {
        return ServiceCommand.of(layout, module, folder.temporary(), arguments);
    }

    private String experiment(String file) {
        return layout.root()
                .resolve("deploy")
                .resolve("experiments")
                .resolve(file)
                .toString();
    }

    private Path outputOf(String experiment) {
        return folder.logs().resolve(experiment + ".json");
    }

    /** Free now: another process may take it before the service does, which then says so and ends. */
    private static int freePort() throws IOException {
        return Ports.free();
    }
}
