package io.plumbline.evaluator.drift;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.evaluator.tally.VersionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The profiles of versions, from the manifests of a checkpoint store, read when first asked for.
 *
 * <p>A version that cannot be read is asked for again after {@value #RETRY_MILLIS} ms; it is warned about once. A manifest of another
 * checkpoint than the one that serves is not used.
 *
 * <p>Threads: any number of callers; one reads while the others wait.
 */
public final class Profiles {
    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);
    private static final long RETRY_MILLIS = 30_000;

    private final Optional<CheckpointStore> store;
    private final int maxFeatures;
    private final Clock clock;
    private final ManifestCodec codec = new ManifestCodec();
    private final Map<VersionKey, Profile> known = new HashMap<>();
    private final Map<VersionKey, Long> retryAtMillis = new HashMap<>();
    private final Set<VersionKey> warned = new HashSet<>();

    public Profiles(DriftConfig config, Clock clock) {
        store = config.enabled() ? config.store().map(CheckpointStore::new) : Optional.empty();
        maxFeatures = config.maxFeatures();
        this.clock = clock;
    }

    /**
     * The profile of a version; empty if the store has none of this checkpoint.
     *
     * @param checkpoint sha256 of the ONNX file that serves
     */
    public synchronized Optional<Profile> of(VersionKey version, String checkpoint) {
        if (store.isEmpty()) {
            return Optional.empty();
        }
        Profile profile = known.get(version);
        if (profile == null && retryAtMillis.getOrDefault(version, Long.MIN_VALUE) <= clock.millis()) {
            read(store.get(), version);
            profile = known.get(version);
        }
        if (profile != null && !profile.checkpoint().equals(checkpoint)) {
            warnOnce(version, "its checkpoint is " + profile.checkpoint() + ", but " + checkpoint + " serves");
            return Optional.empty();
        }
        return Optional.ofNullable(profile);
    }

    private void read(CheckpointStore from, VersionKey version) {
        try {
            Path file = from.folder(version.model(), version.version()).resolve(Manifest.MANIFEST_FILE);
            Decoded<Manifest> decoded = codec.decode(Files.readAllBytes(file), file.toString());
            if (decoded instanceof Decoded.Rejected<Manifest> rejected) {
                notNow(version, rejected.describe());
            } else if (decoded instanceof Decoded.Accepted<Manifest> accepted) {
                Profile profile = Profile.of(accepted.value(), maxFeatures);
                known.put(version, profile);
                retryAtMillis.remove(version);
                tell(version, profile);
            }
        } catch (IOException | IllegalArgumentException e) {
            notNow(version, e.toString());
        }
    }

    private void tell(VersionKey version, Profile profile) {
        if (profile.features().isEmpty() && profile.scores().isEmpty()) {
            warnOnce(version, "its manifest has no reference histograms");
        }
        LOG.atInfo()
                .addKeyValue("model", version.model())
                .addKeyValue("modelVersion", version.version())
                .addKeyValue("features", profile.features().size())
                .addKeyValue("notWatched", profile.left())
                .addKeyValue("scores", profile.scores().size())
                .log("drift is measured against the manifest's reference");
    }

    private void notNow(VersionKey version, String error) {
        retryAtMillis.put(version, clock.millis() + RETRY_MILLIS);
        warnOnce(version, error);
    }

    private void warnOnce(VersionKey version, String error) {
        if (warned.add(version)) {
            LOG.atWarn()
                    .addKeyValue("model", version.model())
                    .addKeyValue("modelVersion", version.version())
                    .addKeyValue("error", error)
                    .log("no reference to measure drift against");
        }
    }
}
