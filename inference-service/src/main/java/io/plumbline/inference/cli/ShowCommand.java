package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.ManifestCodec;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model show}: one checkpoint's manifest. */
@Command(
        name = "show",
        description = "Shows what one checkpoint is: its task, tensors, training and validation metrics.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model show fashion 20261123-195107-1f0c22aa",
            "  plumbline model show fashion 20261123-195107-1f0c22aa -o json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version;

    @Override
    public Integer call() throws IOException {
        Manifest manifest = new StoredCheckpoint(common.store(), model, version).manifest();
        if (common.json()) {
            common.printJson(Json.read(new ManifestCodec().encode(manifest)));
            return ExitCode.OK;
        }
        Table table = new Table("FIELD", "VALUE");
        table.add("model", manifest.model());
        table.add("version", manifest.version());
        table.add("task", manifest.task().label());
        table.add("created", manifest.created().toString());
        table.add("checkpoint", manifest.checkpoint());
        table.add("inputs", tensors(manifest.inputs()));
        table.add("outputs", tensors(manifest.outputs()));
        table.add("preprocessing", manifest.preprocessing().size() + " steps");
        new TreeMap<>(manifest.metrics()).forEach((name, estimate) -> table.add(name, estimate.toString()));
        manifest.parity().ifPresent(parity -> table.add("parity", parity.toString()));
        table.print(common.out());
        return ExitCode.OK;
    }

    private static String tensors(List<TensorSpec> specs) {
        return String.join(
                ", ",
                specs.stream()
                        .map(spec -> spec.name() + " " + spec.datatype() + spec.shape())
                        .toList());
    }
}
