package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.inference.batch.BatchConfig;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.importing.CheckpointImport;
import io.plumbline.inference.model.importing.CheckpointImport.Imported;
import io.plumbline.inference.model.importing.ImportFailedException;
import io.plumbline.inference.model.importing.ImportSpec;
import io.plumbline.inference.model.importing.TaskKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code checkpoint import}: an ONNX file from elsewhere becomes a checkpoint. */
@Command(
        name = "import",
        description = {
            "Makes a checkpoint of an ONNX file from PyTorch, scikit-learn, LightGBM or elsewhere.",
            "Inputs and outputs are read from the graph; what it cannot say is asked for. A model that an instance would"
                    + " not serve is not imported, and the store stays as it was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline checkpoint import iris.onnx --model iris \\",
            "      --labels setosa,versicolor,virginica \\",
            "      --feature-names sepal_length,sepal_width,petal_length,petal_width",
            "  plumbline checkpoint import resnet.onnx --model photos --logits \\",
            "      --labels-file classes.txt",
            "  plumbline checkpoint import price.onnx --model prices --unit USD \\",
            "      --samples requests.jsonl --golden 32",
            "  plumbline checkpoint import rank.onnx --model search -o json \\",
            "      --task ranking --grades 0,1,2,3,4",
            "",
            "Exit codes: 0 imported, 1 a file cannot be read or the version is there,",
            "2 usage, 4 refused.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ImportCommand implements Callable<Integer> {
    private static final int MAX_ROWS = 1000;

    @Mixin
    private StoreOptions options;

    /** Not the standard pair: here {@code --version} is the checkpoint's. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "MODEL.onnx", description = "The file.")
    private Path file;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "What the model is called.")
    private String model;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "What the version is called (default: time and hash, as the trainer names them).")
    private @Nullable String version;

    @Option(
            names = "--task",
            paramLabel = "classification|regression|ranking",
            description = "What it predicts; needed only where the output does not tell.")
    private @Nullable TaskKind task;

    @Option(
            names = "--labels",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "A,B,...",
            description = "Classification: the classes, in the order of the output's columns.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--labels-file", paramLabel = "FILE", description = "Instead of --labels: one on each line.")
    private @Nullable Path labelsFile;

    @Option(names = "--unit", paramLabel = "UNIT", description = "Regression: what the number counts.")
    private @Nullable String unit;

    @Option(
            names = "--grades",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "0,1,...",
            description = "Ranking: the grades that occur, ascending.")
    private List<Integer> grades = new ArrayList<>();

    @Option(
            names = "--feature-names",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "A,B,...",
            description = "Columns of the one input [batch, F], so that requests may name features.")
    private List<String> featureNames = new ArrayList<>();

    @Option(
            names = "--input-shape",
            paramLabel = "INPUT=N,N",
            description = "Dimensions after the batch, where the graph leaves them open; may be repeated.")
    private Map<String, String> inputShapes = new LinkedHashMap<>();

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output that answers, where there are several (default: the probabilities).")
    private @Nullable String output;

    @Option(names = "--logits", description = "The output gives logits: put a softmax behind it.")
    private boolean logits;

    @Option(
            names = "--golden",
            paramLabel = "N",
            defaultValue = "8",
            description = "Golden samples to make, 0 for none (default: ${DEFAULT-VALUE}). Their answers are those of"
                    + " ONNX Runtime here, and every instance must give the same.")
    private int golden;

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            description = "Requests for the golden samples, one JSON body on each line, or as 'plumbline produce' reads"
                    + " them (default: drawn from a fixed seed).")
    private @Nullable Path samples;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "The service's batch.max.size: batches up to this are tried (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Override
    public Integer call() throws IOException {
        if (golden < 0 || golden > 10_000) {
            throw usage("--golden is " + golden + ", expected 0 to 10000");
        }
        if (maxBatch < 1 || maxBatch > 4096) {
            throw usage("--max-batch is " + maxBatch + ", expected 1 to 4096");
        }
        ImportSpec spec = spec();
        // Before the engine starts, which takes a second: most mistakes are in the name of the file.
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(
                    ExitCode.FAILED, Files.exists(file) ? file + " is not a regular file" : "there is no file " + file);
        }
        LoadSettings settings = new LoadSettings(new BatchConfig(maxBatch, Duration.ZERO).buckets(), 1, MAX_ROWS);
        try {
            print(new CheckpointImport(options.store(), new ModelLoader(), settings, Clock.systemUTC()).run(spec));
            return ExitCode.OK;
        } catch (ImportFailedException e) {
            throw new CommandFailed(
                    switch (e.kind()) {
                        case OPTIONS -> ExitCode.USAGE;
                        case FILE -> ExitCode.FAILED;
                        case REFUSED -> ExitCode.REFUSED;
                    },
                    (e.kind() == ImportFailedException.Kind.REFUSED ? "refused, " : "") + e.getMessage());
        }
    }

    private ImportSpec spec() throws IOException {
        return new ImportSpec(
                file,
                model,
                Optional.ofNullable(version),
                Optional.ofNullable(task),
                labels(),
                Optional.ofNullable(unit),
                grades,
                featureNames,
                shapes(),
                Optional.ofNullable(output),
                logits,
                golden,
                Optional.ofNullable(samples));
    }

    private List<String> labels() throws IOException {
        if (labelsFile == null) {
            return labels;
        }
        if (!labels.isEmpty()) {
            throw usage("--labels and --labels-file are both given, expected one");
        }
        if (!Files.isRegularFile(labelsFile)) {
            throw new CommandFailed(ExitCode.FAILED, "there is no file " + labelsFile + " of labels");
        }
        try {
            return Files.readAllLines(labelsFile).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (CharacterCodingException e) {
            throw new CommandFailed(
                    ExitCode.FAILED, labelsFile + " is not text in UTF-8, expected a label on each line");
        }
    }

    private Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        inputShapes.forEach((input, dimensions) -> {
            try {
                shapes.put(
                        input,
                        Stream.of(dimensions.split(",", -1))
                                .map(String::strip)
                                .map(Long::valueOf)
                                .toList());
            } catch (NumberFormatException e) {
                throw usage("--input-shape " + input + " is '" + dimensions
                        + "', expected the dimensions after the batch, such as 3,224,224");
            }
        });
        return shapes;
    }

    private static CommandFailed usage(String message) {
        return new CommandFailed(ExitCode.USAGE, message);
    }

    private void print(Imported imported) {
        Manifest manifest = imported.manifest();
        if (options.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("model", manifest.model());
            tree.put("version", manifest.version());
            tree.put("checkpoint", manifest.checkpoint());
            tree.put("folder", imported.folder().toString());
            tree.put("manifest", Json.read(new ManifestCodec().encode(manifest)));
            options.printJson(tree);
            return;
        }
        Table table = new Table("FIELD", "VALUE");
        table.add("model", manifest.model());
        table.add("version", manifest.version());
        table.add("task", task(manifest.task()));
        table.add("inputs", tensors(manifest.inputs()));
        table.add("outputs", tensors(manifest.outputs()));
        manifest.training().forEach((name, value) -> table.add(name, String.valueOf(value)));
        table.add("folder", imported.folder().toString());
        table.add("next", "plumbline model swap " + manifest.model() + " " + manifest.version());
        table.print(options.out());
    }

    private static String task(Task task) {
        if (task instanceof Task.Classification classification) {
            return task.label() + ", " + classification.labels().size() + " classes";
        }
        return task instanceof Task.Regression regression ? task.label() + " in " + regression.unit() : task.label();
    }

    private static String tensors(List<TensorSpec> specs) {
        return String.join(
                ", ",
                specs.stream()
                        .map(spec -> spec.name() + " " + spec.datatype() + spec.shape())
                        .toList());
    }
}
