package io.plumbline.inference.control;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.guard.BreakerState;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.DeviceMemoryException;
import io.plumbline.inference.model.GpuGuard;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Placement;
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
 * Loads versions from a checkpoint store, a few at a time, with retries while it cannot be read.
 *
 * <p>What the GPU is to blame for refuses nothing: a version for which its memory is too small is tried again later, or
 * loaded on the CPU if that is configured.
 *
 * <p>Threads: any number of callers; how many load at the same time is the bulkhead's to say.
 */
public final class CheckpointLoader implements VersionLoader {
    private static final Logger log = LoggerFactory.getLogger(CheckpointLoader.class);

    private static final Placement ON_CPU = new Placement("cpu", "the GPU's memory is too small");

    private final CheckpointStore store;
    private final CheckpointVerifier verifier;
    private final ModelLoader loader;
    private final LoadSettings settings;
    private final LoadGuards guards;
    private final Executor janitor;

    public CheckpointLoader(
            CheckpointStore store,
            CheckpointVerifier verifier,
            ModelLoader loader,
            LoadSettings settings,
            LoadGuards guards,
            Executor janitor) {
        this.store = store;
        this.verifier = verifier;
        this.loader = loader;
        this.settings = settings;
        this.guards = guards;
        this.janitor = janitor;
    }

    @Override
    public Loading load(String model, String version, VersionInfo expected) {
        try {
            return guards.loads().call(() -> inTurn(model, version, expected));
        } catch (IOException e) {
            return new Loading.Unavailable("cannot be read from " + store.root() + ": " + e.getMessage());
        } catch (DeviceMemoryException e) {
            return new Loading.Unavailable(String.valueOf(e.getMessage()));
        } catch (DeviceLostException e) {
            guards.devices().lost(e);
            return new Loading.Unavailable(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | ModelFailure e) {
            return new Loading.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Loading inTurn(String model, String version, VersionInfo expected) throws IOException {
        LoadOutcome outcome;
        try {
            outcome = open(model, version, expected, settings);
        } catch (DeviceMemoryException e) {
            if (!guards.fallBackToCpu()) {
                throw e;
            }
            guards.metrics().deviceMemory(model, version, "fallback");
            movedToCpu(model, version, String.valueOf(e.getMessage()));
            outcome = open(model, version, expected, settings.on(ON_CPU));
        }
        if (outcome instanceof LoadOutcome.Refused refused) {
            return refused(refused.reason(), refused.message());
        }
        ServedModel served = ((LoadOutcome.Loaded) outcome).model();
        return new Loading.Ready(new LeasedVersion(
                Placement.onGpu(served.device()) ? guarded(served, expected) : served,
                breaker(model, version),
                guards.calls().limit(model + "/" + version),
                () -> guards.metrics().timedOut(model, version),
                janitor));
    }

    private LoadOutcome open(String model, String version, VersionInfo expected, LoadSettings where)
            throws IOException {
        Path folder = store.folder(model, version);
        Verification verification =
                guards.retry().call(() -> verifier.verify(folder, model, version, Optional.of(expected.checkpoint())));
        if (verification instanceof Verification.Refused refused) {
            return new LoadOutcome.Refused(refused.reason(), refused.message());
        }
        return loader.load(((Verification.Verified) verification).checkpoint(), where);
    }

    private ServedModel guarded(ServedModel onGpu, VersionInfo expected) {
        String model = onGpu.model();
        String version = onGpu.version();
        Optional<GpuGuard.Fallback> fallback = guards.fallBackToCpu()
                ? Optional.of(() -> guards.loads().call(() -> open(model, version, expected, settings.on(ON_CPU))))
                : Optional.empty();
        return new GpuGuard(onGpu, fallback, new GpuGuard.Events() {
            @Override
            public void halved() {
                guards.metrics().deviceMemory(model, version, "halved");
            }

            @Override
            public void movedToCpu(String why) {
                guards.metrics().deviceMemory(model, version, "fallback");
                CheckpointLoader.this.movedToCpu(model, version, why);
            }

            @Override
            public void failed() {
                guards.metrics().deviceMemory(model, version, "failed");
            }
        });
    }

    private void movedToCpu(String model, String version, String why) {
        log.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("modelVersion", version)
                .addKeyValue("error", why)
                .log("version is moved to the CPU");
        guards.devices().movedToCpu(model, why);
    }

    private static Loading refused(RefusalReason reason, String message) {
        return new Loading.Refused(reason.label() + ": " + message);
    }

    private ModelBreaker breaker(String model, String version) {
        return new ModelBreaker(
                model + "/" + version, guards.breaker(), Clock.systemUTC(), (from, to) -> (to == BreakerState.CLOSED
                                ? log.atInfo()
                                : log.atWarn())
                        .addKeyValue("model", model)
                        .addKeyValue("modelVersion", version)
                        .addKeyValue("from", from.label())
                        .addKeyValue("to", to.label())
                        .log("circuit breaker changed"));
    }
}
