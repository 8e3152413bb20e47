package io.plumbline.inference.control;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.InstanceStatus.State;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.control.VersionLoader.Loading;
import io.plumbline.inference.telemetry.ModelMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what serves follow what is desired, one model at a time on the thread {@code inference-loader}.
 *
 * <p>Always towards the newest generation: one that was overtaken while another loaded is never loaded. A version that
 * is refused changes nothing but the status; the roster before it goes on. An instance on which nothing served before, as one
 * that joins late, serves the champion alone when only a challenger or a shadow is refused, and reports the refusal. A version that serves already is kept, not
 * loaded again. A store that does not answer is asked again every few seconds.
 *
 * <p>Threads: the control thread calls {@link #desired}, {@link #caughtUp}, {@link #tick}; all else is the loader's.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** How long where a generation began may wait to be reported. */
    private static final Duration MARKS_AFTER = Duration.ofSeconds(1);

    private final String instance;
    private final String device;
    private final Set<String> only;
    private final VersionLoader loader;
    private final Switchboard switchboard;
    private final StatusBoard status;
    private final ModelMetrics metrics;
    private final ExecutorService thread;

    /** The newest states that were read; guarded by this. */
    private final Map<String, DesiredState> desired = new HashMap<>();

    /** When to try again what could not be loaded; guarded by this. */
    private final Map<String, Long> retryAtNanos = new HashMap<>();

    private boolean caughtUp;
    private long reportedMarks;
    private long lastHeartbeatNanos = System.nanoTime();
    private volatile String disturbance = "the control topic was not read yet";

    /** The loader's own: what it last made serve, and what it waits for. */
    private final Map<String, Roster> rosters = new HashMap<>();

    private final Map<String, String> awaited = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, DesiredState> answered = new HashMap<>();

    /** @param only the models to serve; empty for every one on the control topic */
    public Reconciler(
            String instance,
            String device,
            List<String> only,
            VersionLoader loader,
            Switchboard switchboard,
            StatusBoard status,
            ModelMetrics metrics) {
        this.instance = instance;
        this.device = device;
        this.only = Set.copyOf(only);
        this.loader = loader;
        this.switchboard = switchboard;
        this.status = status;
        this.metrics = metrics;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "inference-loader"));
    }

    /** Reports a model anew after its version moved to another device; from any thread. */
    public void deviceChanged(String model, String why) {
        try {
            thread.execute(() -> {
                Roster roster = rosters.get(model);
                if (roster != null) {
                    report(model, roster.generation(), State.SERVING, why);
                }
            });
        } catch (RejectedExecutionException e) {
            log.atDebug().setCause(e).log("stopping, and the report is withdrawn anyway");
        }
    }

    /** Why the control topic cannot be followed now, or empty when it was read to its end. */
    public Optional<String> disturbance() {
        return disturbance.isEmpty() ? Optional.empty() : Optional.of(disturbance);
    }

    synchronized void disturbed(String why) {
        if (!caughtUp) {
            disturbance = why;
        }
    }

    /** Takes note of a model's state, or that it was withdrawn. */
    synchronized void desired(String model, Optional<DesiredState> state) {
        if (!only.isEmpty() && !only.contains(model)) {
            return;
        }
        if (state.isEmpty()) {
            desired.remove(model);
        } else {
            desired.put(model, state.get());
        }
        if (caughtUp) {
            thread.execute(() -> converge(Set.of(model)));
        }
    }

    /** The topic was read to its end: only now is the newest state of each model known. */
    synchronized void caughtUp() {
        caughtUp = true;
        disturbance = "";
        Set<String> models = new HashSet<>(desired.keySet());
        models.addAll(only);
        log.atInfo().addKeyValue("models", models).log("control topic read to its end");
        thread.execute(() -> converge(models));
    }

    /** Repeats the reports, and tries again what could not be loaded, when it is time. */
    void tick() {
        tick(System.nanoTime());
    }

    void tick(long now) {
        ServingMarks marks = switchboard.marks();
        long silentNanos = now - lastHeartbeatNanos;
        boolean moved = marks.changes() != reportedMarks && silentNanos >= MARKS_AFTER.toNanos();
        if (moved || silentNanos >= StatusBoard.HEARTBEAT.toNanos()) {
            lastHeartbeatNanos = now;
            reportedMarks = marks.changes();
            status.repeat(report -> report.withServed(marks.served(report.model())));
        }
        synchronized (this) {
            Set<String> due = new HashSet<>();
            retryAtNanos.forEach((model, at) -> {
                if (now - at >= 0) {
                    due.add(model);
                }
            });
            if (!due.isEmpty()) {
                retryAtNanos.keySet().removeAll(due);
                thread.execute(() -> converge(due));
            }
        }
    }

    private synchronized Optional<DesiredState> newest(String model) {
        return Optional.ofNullable(desired.get(model));
    }

    private void converge(Set<String> models) {
        try {
            for (String model : models) {
                if (!rosters.containsKey(model) && isNews(model)) {
                    refused.remove(model);
                    awaited.putIfAbsent(model, "waits to be loaded");
                }
            }
            publish();
            for (String model : models) {
                Optional<DesiredState> state = newest(model);
                if (state.isPresent()) {
                    tryToConverge(model, state.get());
                } else {
                    withdraw(model);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever breaks for one model is tried again, and holds up no other. */
    private void tryToConverge(String model, DesiredState state) throws InterruptedException {
        try {
            converge(model, state);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("model", model).log("following a desired state broke");
            retryLater(model, state.generation(), "following it broke: " + e);
        }
    }

    /** A state is known by all that it says: a model that was withdrawn and put back counts from 1 again. */
    private boolean isNews(String model) {
        Optional<DesiredState> newest = newest(model);
        return newest.isEmpty() || !newest.get().equals(answered.get(model));
    }

    private void converge(String model, DesiredState state) throws InterruptedException {
        if (state.equals(answered.get(model))) {
            return;
        }
        answered.put(model, state);
        long began = System.nanoTime();
        report(model, state.generation(), State.LOADING, "loading " + String.join(", ", state.roster()));
        List<ServedVersion> loaded = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        Map<String, ServedVersion> versions = new HashMap<>();
        Roster before = rosters.get(model);
        if (before != null) {
            before.all().forEach(version -> versions.put(version.version(), version));
        }
        for (String version : state.roster()) {
            VersionInfo info = state.versions().get(version);
            if (info == null) {
                throw new IllegalStateException("a desired state describes every version it names");
            }
            ServedVersion running = versions.get(version);
            if (running != null && running.checkpoint().equals(info.checkpoint())) {
                continue;
            }
            Loading loading = load(model, version, info);
            if (loading instanceof Loading.Ready ready) {
                loaded.add(ready.version());
                versions.put(version, ready.version());
                continue;
            }
            if (loading instanceof Loading.Refused refusal && before == null && !version.equals(state.champion())) {
                leftOut.add("version '" + version + "': " + refusal.reason());
                continue;
            }
            loaded.forEach(ServedVersion::retire);
            if (loading instanceof Loading.Refused refusal) {
                refuse(model, state.generation(), "version '" + version + "': " + refusal.reason());
            } else if (loading instanceof Loading.Unavailable unavailable) {
                retryLater(model, state.generation(), "version '" + version + "': " + unavailable.reason());
            }
            return;
        }
        rosters.put(model, roster(model, state, versions));
        awaited.remove(model);
        refused.remove(model);
        publish();
        if (!leftOut.isEmpty()) {
            refuse(model, state.generation(), String.join("; ", leftOut) + "; the champion answers without it");
            return;
        }
        metrics.swapped(model, Duration.ofNanos(System.nanoTime() - began));
        report(model, state.generation(), State.SERVING, "");
        log.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("modelVersion", state.champion())
                .addKeyValue("generation", state.generation())
                .log("generation serves");
    }

    /** A loader that breaks is one that cannot answer now: what it left half done must not stop the others. */
    private Loading load(String model, String version, VersionInfo info) {
        try {
            return loader.load(model, version, info);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("model", model)
                    .addKeyValue("modelVersion", version)
                    .log("loading broke");
            return new Loading.Unavailable("loading broke: " + e);
        }
    }

    private void retryLater(String model, long generation, String reason) throws InterruptedException {
        log.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("generation", generation)
                .addKeyValue("error", reason)
                .log("generation could not be loaded, will try again");
        answered.remove(model);
        synchronized (this) {
            retryAtNanos.put(model, System.nanoTime() + RETRY_AFTER.toNanos());
        }
        if (!rosters.containsKey(model)) {
            refused.remove(model);
            awaited.put(model, reason);
            publish();
        }
        report(model, generation, State.LOADING, reason);
    }

    /** The champion, and of the others those that were loaded. */
    private static Roster roster(String model, DesiredState state, Map<String, ServedVersion> versions) {
        return new Roster(
                model,
                state.generation(),
                in(versions, state.champion()),
                state.challenger().map(versions::get),
                state.share(),
                state.shadows().stream()
                        .map(versions::get)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static ServedVersion in(Map<String, ServedVersion> versions, String version) {
        ServedVersion found = versions.get(version);
        if (found == null) {
            throw new IllegalStateException("version '" + version + "' was not loaded");
        }
        return found;
    }

    private void refuse(String model, long generation, String reason) throws InterruptedException {
        metrics.refused(model);
        log.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("generation", generation)
                .addKeyValue("error", reason)
                .log("generation refused");
        if (!rosters.containsKey(model)) {
            awaited.remove(model);
            refused.put(model, "refused, and no version served before: " + reason);
            publish();
        }
        report(model, generation, State.REFUSED, reason);
    }

    private void withdraw(String model) throws InterruptedException {
        rosters.remove(model);
        answered.remove(model);
        refused.remove(model);
        if (only.contains(model)) {
            awaited.put(model, "is configured and has no desired state on the control topic");
        } else {
            awaited.remove(model);
        }
        publish();
        switchboard.marks().forget(model);
        status.withdraw(new InstanceStatus(instance, model, 0, State.LOADING, List.of(), device, "").key());
    }

    private void report(String model, long generation, State state, String reason) {
        Roster roster = rosters.get(model);
        // A version may have moved to another device than the one chosen at start.
        status.report(new InstanceStatus(
                instance,
                model,
                generation,
                state,
                roster == null ? List.of() : roster.versions(),
                roster == null ? device : roster.champion().device(),
                reason,
                switchboard.marks().served(model)));
    }

    /** Hands the table over, waits until the poll thread took it, then lets go of what it no longer names. */
    private void publish() throws InterruptedException {
        CompletableFuture<ServingTable> taken = switchboard.propose(new ServingTable(rosters, awaited, refused));
        try {
            ServingTable replaced = taken.get();
            Set<ServedVersion> kept = new HashSet<>();
            rosters.values().forEach(roster -> kept.addAll(roster.all()));
            Set<ServedVersion> gone = new HashSet<>();
            replaced.rosters().values().forEach(roster -> gone.addAll(roster.all()));
            gone.removeAll(kept);
            gone.forEach(ServedVersion::retire);
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("only the loader proposes tables, and the poll thread takes each", e);
        }
    }

    /**
     * Stops loading and retires every version. Called when the poll thread and the model workers have ended, so no lease
     * is out.
     */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                log.atWarn().log("the loader did not stop in time; its sessions stay open");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        rosters.values().forEach(roster -> Set.copyOf(roster.all()).forEach(ServedVersion::retire));
        rosters.clear();
        status.close();
    }
}
