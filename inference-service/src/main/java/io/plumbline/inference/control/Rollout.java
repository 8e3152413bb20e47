package io.plumbline.inference.control;

import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.InstanceStatus.State;
import io.plumbline.inference.control.StatusFeed.Report;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Watches the instances take up a generation. */
public final class Rollout {
    /** How long an instance that never spoke of the model may take to say that it loads it. */
    private static final Duration FIRST_WORD = Duration.ofSeconds(3);

    private static final Duration POLL = Duration.ofMillis(50);

    private final StatusFeed feed;
    private final String model;
    private final Map<String, InstanceStatus> told = new HashMap<>();

    public Rollout(StatusFeed feed, String model) {
        this.feed = feed;
        this.model = model;
    }

    /** How it ended. */
    public sealed interface Ended {
        /** Every live instance serves the generation. */
        record Converged(List<InstanceStatus> instances) implements Ended {}

        /** These refuse it; what they served before goes on. */
        record Refused(List<InstanceStatus> instances) implements Ended {}

        /** These had not answered when the time was over. */
        record TimedOut(List<InstanceStatus> waiting) implements Ended {}

        /** No instance runs; the next to start will take it up. */
        record NobodyRuns() implements Ended {}
    }

    /**
     * Follows the status topic until every live instance has answered.
     *
     * @param progress told each time an instance's word on the generation changes
     */
    public Ended await(long generation, Duration timeout, Consumer<InstanceStatus> progress) {
        long began = System.nanoTime();
        List<InstanceStatus> live;
        do {
            live = feed.poll(POLL).stream()
                    .filter(report -> !report.stale())
                    .map(Report::status)
                    .filter(status -> status.model().equals(model))
                    .toList();
            tell(live, generation, progress);
            List<InstanceStatus> refused = live.stream()
                    .filter(status -> is(status, generation, State.REFUSED))
                    .toList();
            if (!refused.isEmpty()) {
                return new Ended.Refused(refused);
            }
            if (!live.isEmpty() && live.stream().allMatch(status -> is(status, generation, State.SERVING))) {
                return new Ended.Converged(live);
            }
            if (live.isEmpty() && since(began).compareTo(FIRST_WORD) > 0) {
                return new Ended.NobodyRuns();
            }
        } while (since(began).compareTo(timeout) < 0);
        return new Ended.TimedOut(live.stream()
                .filter(status -> !is(status, generation, State.SERVING))
                .toList());
    }

    private static boolean is(InstanceStatus status, long generation, State state) {
        return status.generation() >= generation && status.state() == state;
    }

    private void tell(List<InstanceStatus> live, long generation, Consumer<InstanceStatus> progress) {
        for (InstanceStatus status : live) {
            // Where a generation began moves on with the requests; that is no news of its convergence.
            InstanceStatus word = status.withServed(List.of());
            if (status.generation() >= generation && !word.equals(told.put(status.key(), word))) {
                progress.accept(status);
            }
        }
    }

    private static Duration since(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
}
