package io.plumbline.inference.control;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.BreakerState;
import io.plumbline.inference.guard.LoadRetry;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.model.admission.Admission.Decision;
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
    private final Admission admission;
    private final LoadRetry retry;
    private final BreakerConfig breaker;
    private final Executor janitor;

    public CheckpointLoader(
            CheckpointStore store, Admission admission, LoadRetry retry, BreakerConfig breaker, Executor janitor) {
        this.store = store;
        this.admission = admission;
        this.retry = retry;
        this.breaker = breaker;
        this.janitor = janitor;
    }

    @Override
    public Loading load(String model, String version, VersionInfo expected) {
        try {
            Path folder = store.folder(model, version);
            Decision decision =
                    retry.call(() -> admission.admit(folder, model, version, Optional.of(expected.checkpoint())));
            if (decision instanceof Decision.Refused refused) {
                return new Loading.Refused(refused.describe());
            }
            Decision.Admitted admitted = (Decision.Admitted) decision;
            log.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("modelVersion", version)
                    .addKeyValue("signature", admitted.signature().describe())
                    .log("checkpoint admitted");
            return new Loading.Ready(new LeasedVersion(admitted.model(), breaker(model, version), janitor));
        } catch (IOException e) {
            return new Loading.Unavailable("cannot be read from " + store.root() + ": " + e.getMessage());
        } catch (IllegalArgumentException | ModelFailure e) {
            return new Loading.Refused(String.valueOf(e.getMessage()));
        }
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
