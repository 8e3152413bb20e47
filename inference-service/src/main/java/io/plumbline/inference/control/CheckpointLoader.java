package io.plumbline.inference.control;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.guard.BreakerState;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.DeviceMemoryException;
import io.plumbline.inference.model.GpuGuard;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.model.admission.Admission.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
    private final Admission admission;
    private final LoadGuards guards;
    private final Executor janitor;
    private final List<Integer> batchSizes;

    /** @param batchSizes those that times are learnt for, ascending */
    public CheckpointLoader(
            CheckpointStore store, Admission admission, LoadGuards guards, Executor janitor, List<Integer> batchSizes) {
        this.store = store;
        this.admission = admission;
        this.guards = guards;
        this.janitor = janitor;
        this.batchSizes = List.copyOf(batchSizes);
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
        Decision decision;
        try {
            decision = admit(admission, model, version, expected);
        } catch (DeviceMemoryException e) {
            if (!guards.fallBackToCpu()) {
                throw e;
            }
            guards.metrics().deviceMemory(model, version, "fallback");
            movedToCpu(model, version, String.valueOf(e.getMessage()));
            decision = admit(admission.on(ON_CPU), model, version, expected);
        }
        if (decision instanceof Decision.Refused refused) {
            return new Loading.Refused(refused.describe());
        }
        Decision.Admitted admitted = (Decision.Admitted) decision;
        log.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("modelVersion", version)
                .addKeyValue("device", admitted.model().device())
                .addKeyValue("signature", admitted.signature().describe())
                .log("checkpoint admitted");
        ServedModel served = admitted.model();
        return new Loading.Ready(new LeasedVersion(
                Placement.onGpu(served.device()) ? guarded(served, expected) : served,
                breaker(model, version),
                guards.calls().limit(model + "/" + version),
                () -> guards.metrics().timedOut(model, version),
                janitor,
                new BatchTimes(batchSizes)));
    }

    private Decision admit(Admission where, String model, String version, VersionInfo expected) throws IOException {
        Path folder = store.folder(model, version);
        return guards.retry().call(() -> where.admit(folder, model, version, Optional.of(expected.checkpoint())));
    }

    private ServedModel guarded(ServedModel onGpu, VersionInfo expected) {
        String model = onGpu.model();
        String version = onGpu.version();
        Optional<GpuGuard.Fallback> fallback = guards.fallBackToCpu()
                ? Optional.of(
                        () -> guards.loads().call(() -> outcome(admit(admission.on(ON_CPU), model, version, expected))))
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

    private static LoadOutcome outcome(Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            return new LoadOutcome.Refused(refused.reason(), refused.message());
        }
        return new LoadOutcome.Loaded(((Decision.Admitted) decision).model());
    }

    private void movedToCpu(String model, String version, String why) {
        log.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("modelVersion", version)
                .addKeyValue("error", why)
                .log("version is moved to the CPU");
        guards.devices().movedToCpu(model, why);
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
