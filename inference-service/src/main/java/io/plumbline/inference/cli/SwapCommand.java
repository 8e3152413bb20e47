package io.plumbline.inference.cli;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model swap}: makes a version the champion. */
@Command(
        name = "swap",
        description = "Makes a version the champion on every instance, without dropping a record.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model swap fashion 20261123-195107-1f0c22aa",
            "  plumbline model swap fashion 20261123-195107-1f0c22aa --reason \"better on boots\" --timeout 2m",
            "  plumbline model swap fashion 20261123-195107-1f0c22aa --no-wait -o json",
            "",
            "Ends with 4 when the version is refused: here, and nothing is written; by an instance, and it is rolled back.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class SwapCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Mixin
    private AdmissionOptions admission;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version in the store.")
    private String version;

    @Option(
            names = "--verify",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Verify here first (default); --no-verify leaves it to the instances.")
    private boolean verify;

    @Override
    public Integer call() throws IOException {
        StoredCheckpoint checkpoint = new StoredCheckpoint(common.store(), model, version);
        VersionInfo info = checkpoint.info();
        if (verify) {
            Optional<String> refusal = checkpoint
                    .verdict(admission.admission(), Optional.of(info.checkpoint()))
                    .refusal();
            if (refusal.isPresent()) {
                throw new CommandFailed(
                        ExitCode.REFUSED,
                        "refused, nothing was changed: " + model + " " + version + ": " + refusal.get());
            }
        }
        Optional<DesiredState> before = common.control().state(model);
        if (before.isPresent() && isChampion(before.get(), info)) {
            common.say(model + " " + version + " is the champion already, generation "
                    + before.get().generation());
            return ExitCode.OK;
        }
        return waiting.deployment(common, model).apply(before, next(before, info));
    }

    private boolean isChampion(DesiredState state, VersionInfo info) {
        VersionInfo champion = state.versions().get(version);
        return state.champion().equals(version)
                && champion != null
                && champion.checkpoint().equals(info.checkpoint());
    }

    private DesiredState next(Optional<DesiredState> before, VersionInfo info) {
        Optional<String> previous = before.map(DesiredState::champion).filter(champion -> !champion.equals(version));
        Optional<String> challenger = before.flatMap(DesiredState::challenger).filter(other -> !other.equals(version));
        List<String> shadows = before.map(DesiredState::shadows).orElse(List.of()).stream()
                .filter(other -> !other.equals(version))
                .toList();
        Map<String, VersionInfo> versions = new HashMap<>();
        before.ifPresent(state -> versions.putAll(state.versions()));
        versions.put(version, info);
        versions.keySet()
                .removeIf(name -> !name.equals(version)
                        && !previous.equals(Optional.of(name))
                        && !challenger.equals(Optional.of(name))
                        && !shadows.contains(name));
        return new DesiredState(
                before.map(DesiredState::generation).orElse(0L) + 1,
                version,
                challenger,
                challenger.isPresent() ? before.map(DesiredState::share).orElse(0.0) : 0,
                shadows,
                previous,
                versions,
                Instant.now(),
                waiting.by(),
                waiting.reason());
    }
}
