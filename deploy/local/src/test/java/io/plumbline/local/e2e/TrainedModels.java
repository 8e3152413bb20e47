package io.plumbline.local.e2e;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.local.process.ProjectLayout;
import io.plumbline.local.process.ServiceCommand;
import io.plumbline.local.process.ServiceModule;
import io.plumbline.local.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Trains each task's model once for all tests of a run, with the real trainer as a process of its own. */
final class TrainedModels implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(TrainedModels.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private ExtensionContext.Store trained;

    @Override
    public void beforeAll(ExtensionContext context) {
        trained = context.getRoot().getStore(NAMESPACE);
    }

    TrainedModel of(PipelineTask task) {
        return trained.computeIfAbsent(task, TrainedModels::train, TrainedModel.class);
    }

    private static TrainedModel train(PipelineTask task) {
        ProjectLayout layout = ProjectLayout.find();
        Path folder = RunFolder.of("training-" + task.metric());
        Path store = RunFolder.of("store");
        List<String> training = new ArrayList<>(List.of("train", experiment(layout, task)));
        task.overrides().forEach(override -> training.addAll(List.of("--set", override)));
        training.addAll(List.of("--store", store.toString(), "-o", "json"));
        List<String> holdout = new ArrayList<>(List.of("holdout", experiment(layout, task)));
        task.overrides().forEach(override -> holdout.addAll(List.of("--set", override)));
        holdout.addAll(List.of("--out", folder.toString()));
        try {
            Map<String, Object> published =
                    Json.read(run(layout, folder, "train", training).getBytes(StandardCharsets.UTF_8));
            run(layout, folder, "holdout", holdout);
            return new TrainedModel(
                    task,
                    String.valueOf(published.get("model")),
                    String.valueOf(published.get("version")),
                    store,
                    classes(Path.of(String.valueOf(published.get("path")))),
                    items(folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the trainer wrote to " + folder, e);
        }
    }

    private static String experiment(ProjectLayout layout, PipelineTask task) {
        return layout.root()
                .resolve("deploy/experiments")
                .resolve(task.experiment())
                .toString();
    }

    private static String run(ProjectLayout layout, Path folder, String name, List<String> arguments) {
        ServiceCommand command = new ServiceCommand(
                layout, ServiceModule.TRAINER, arguments, folder.resolve("tmp"), List.of("-XX:TieredStopAtLevel=1"));
        try (ServiceProcess process =
                ServiceProcess.startCapturing(command, folder.resolve(name + ".out"), folder.resolve(name + ".log"))) {
            return process.awaitOutput(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.summary(), e);
        }
    }

    private static List<String> classes(Path checkpoint) throws IOException {
        Path file = checkpoint.resolve("manifest.json");
        Decoded<Manifest> manifest = new ManifestCodec().decode(Files.readAllBytes(file), file.toString());
        if (manifest instanceof Decoded.Accepted<Manifest> accepted) {
            return accepted.value().task() instanceof Task.Classification classification
                    ? classification.labels()
                    : List.of();
        }
        throw new IllegalStateException("not a manifest: " + manifest);
    }

    private static List<HoldoutItem> items(Path folder) throws IOException {
        List<String> requests = Files.readAllLines(folder.resolve("requests.jsonl"));
        List<String> labels = Files.readAllLines(folder.resolve("labels.jsonl"));
        List<HoldoutItem> items = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            items.add(HoldoutItem.read(requests.get(i), labels.get(i)));
        }
        return items;
    }
}
