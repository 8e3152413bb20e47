package io.plumbline.inference.control;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.BreakerState;
import io.plumbline.inference.guard.LoadRetry;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads versions from a checkpoint store, with retries while it cannot be read.
 *
 * <p>Threads: one caller at a time.
 */
public final class CheckpointLoader implements VersionLoader {
    private static final Logger log = LoggerFactory.getLogger(CheckpointLoader.class);

    private final CheckpointStore store;
    private final CheckpointVerifier verifier;
    private final ModelLoader loader;
    private final LoadSettings settings;
    private final LoadRetry retry;
    private final BreakerConfig breaker;
    private final Executor janitor;

    public CheckpointLoader(
            CheckpointStore store,
            CheckpointVerifier verifier,
            ModelLoader loader,
            LoadSettings settings,
            LoadRetry retry,
            BreakerConfig breaker,
            Executor janitor) {
        this.store = store;
        this.verifier = verifier;
        this.loader = loader;
        this.settings = settings;
        this.retry = retry;
        this.breaker = breaker;
        this.janitor = janitor;
    }

    @Override
    public Loading load(String model, String version, VersionInfo expected) {
        try {
            Path folder = store.folder(model, version);
            Verification verification =
                    retry.call(() -> verifier.verify(folder, model, version, Optional.of(expected.checkpoint())));
            if (verification instanceof Verification.Refused refused) {
                return refused(refused.reason(), refused.message());
            }
            LoadOutcome outcome = loader.load(((Verification.Verified) verification).checkpoint(), settings);
            if (outcome instanceof LoadOutcome.Refused refused) {
                return refused(refused.reason(), refused.message());
            }
            ServedModel served = ((LoadOutcome.Loaded) outcome).model();
            return new Loading.Ready(new LeasedVersion(
                    served, breaker(model, version), janitor, new BatchTimes(settings.warmUpBatches())));
        } catch (IOException e) {
            return new Loading.Unavailable("cannot be read from " + store.root() + ": " + e.getMessage());
        } catch (IllegalArgumentException | ModelFailure e) {
            return new Loading.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Loading refused(RefusalReason reason, String message) {
        return new Loading.Refused(reason.label() + ": " + message);
    }

    private ModelBreaker breaker(String model, String version) {
        return new ModelBreaker(
                model + "/" + version, breaker, Clock.systemUTC(), (from, to) -> (to == BreakerState.CLOSED
                                ? log.atInfo()
                                : log.atWarn())
                        .addKeyValue("model", model)
                        .addKeyValue("modelVersion", version)
                        .addKeyValue("from", from.label())
                        .addKeyValue("to", to.label())
                        .log("circuit breaker changed"));
    }
}
