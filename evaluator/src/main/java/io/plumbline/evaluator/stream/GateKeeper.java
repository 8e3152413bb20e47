package io.plumbline.evaluator.stream;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.evaluator.compare.Gate;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.tally.CommittedTallies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes the gate: looks at what was committed, and writes what follows from it to the control topic.
 *
 * <p>Only the instance that works on partition 0 acts. Should two think they do while partitions move, they begin from the same
 * generation and at most one of them is written. Nothing is remembered over a restart but what the control topic says.
 *
 * <p>Threads: one of its own.
 */
final class GateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateKeeper.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** A model on which there is a verdict and nothing to do is not looked at for so long: each look reads the control topic. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final Gate gate;
    private final ControlClient control;
    private final Supplier<Optional<CommittedTallies>> committed;
    private final BooleanSupplier acts;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final Map<String, Instant> restsUntil = new HashMap<>();
    private final Map<String, List<String>> told = new HashMap<>();

    /** @param acts whether it is this instance that acts now */
    GateKeeper(
            Gate gate,
            ControlClient control,
            Supplier<Optional<CommittedTallies>> committed,
            BooleanSupplier acts,
            InstantSource clock) {
        this.gate = gate;
        this.control = control;
        this.committed = committed;
        this.acts = acts;
        this.clock = clock;
        thread = new Thread(this::run, "evaluator-gate");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException e) {
                    // Whatever it is: a thread that ended would never promote anything again.
                    LOG.atWarn().setCause(e).log("gate could not look, trying again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every model once. */
    void look() {
        Optional<CommittedTallies> tallies = committed.get();
        if (tallies.isEmpty() || !acts.getAsBoolean()) {
            return;
        }
        Map<PairKey, PairTally> pairs = tallies.get().mergedPairs();
        TreeSet<String> models = new TreeSet<>();
        pairs.keySet().forEach(pair -> models.add(pair.model()));
        for (String model : models) {
            Instant rest = restsUntil.getOrDefault(model, Instant.MIN);
            if (!clock.instant().isBefore(rest) && gate.mayAct(model, pairs)) {
                restsUntil.put(model, clock.instant().plus(REST));
                look(model, pairs);
            }
        }
    }

    private void look(String model, Map<PairKey, PairTally> pairs) {
        try {
            Optional<DesiredState> now = control.state(model);
            if (now.isPresent()) {
                List<Gate.Finding> findings = gate.findings(model, now.get(), pairs, clock.instant());
                tell(model, findings);
                for (Gate.Finding finding : findings) {
                    if (finding.next().isPresent()) {
                        change(model, now.get(), finding);
                        return;
                    }
                }
            }
        } catch (KafkaException e) {
            restsUntil.remove(model);
            LOG.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("error", e.toString())
                    .log("gate could not reach the control topic, trying again");
        }
    }

    private void tell(String model, List<Gate.Finding> findings) {
        List<String> decisions = findings.stream().map(Gate.Finding::decision).toList();
        if (!decisions.equals(told.put(model, decisions))) {
            findings.forEach(finding -> LOG.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("changes", finding.next().isPresent())
                    .addKeyValue("reason", finding.reason())
                    .log("versions are told apart"));
        }
    }

    private void change(String model, DesiredState now, Gate.Finding finding) {
        // One change a look: the others were found on a roster that is no more.
        restsUntil.remove(model);
        if (control.change(model, Optional.of(now), finding.next()) instanceof ControlClient.Change.Busy busy) {
            LOG.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("error", busy.reason())
                    .log("gate came too late, looking again");
        } else {
            LOG.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("generation", now.generation() + 1)
                    .addKeyValue("reason", finding.reason())
                    .log("gate changed the desired state");
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("limit", CLOSE_LIMIT).log("gate did not end in time");
        }
    }
}
