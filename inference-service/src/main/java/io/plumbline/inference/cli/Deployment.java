package io.plumbline.inference.cli;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.ControlClient.Change;
import io.plumbline.inference.control.Rollout;
import io.plumbline.inference.control.Rollout.Ended;
import io.plumbline.inference.control.StatusFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes what a model should run, watches the instances follow, and takes it back where one refuses.
 *
 * <p>Taking back writes a new generation equal to the one before, or withdraws a model that had none.
 */
final class Deployment {
    private final Common common;
    private final String model;
    private final boolean wait;
    private final Duration timeout;
    private final boolean takeBack;

    Deployment(Common common, String model, boolean wait, Duration timeout, boolean takeBack) {
        this.common = common;
        this.model = model;
        this.wait = wait;
        this.timeout = timeout;
        this.takeBack = takeBack;
    }

    /** @return the command's exit code */
    int apply(Optional<DesiredState> before, DesiredState next) {
        ControlClient control = common.control();
        try (StatusFeed feed = common.status()) {
            if (wait) {
                feed.readToEnd();
            }
            Change change = control.change(model, before, Optional.of(next));
            if (change instanceof Change.Busy busy) {
                throw new CommandFailed(ExitCode.BUSY, "busy: " + busy.reason());
            }
            common.say("generation " + next.generation() + " of model '" + model + "': champion " + roles(next)
                    + before.map(state -> "; was " + roles(state)).orElse(""));
            if (!wait) {
                print(next, "written", List.of());
                return ExitCode.OK;
            }
            return follow(control, feed, before, next);
        }
    }

    /** Says that the roles are as they were asked for. */
    int unchanged(DesiredState now) {
        common.say("nothing to change, generation " + now.generation() + " of model '" + model + "': champion "
                + roles(now));
        print(now, "unchanged", List.of());
        return ExitCode.OK;
    }

    private int follow(ControlClient control, StatusFeed feed, Optional<DesiredState> before, DesiredState next) {
        Rollout rollout = new Rollout(feed, model);
        Ended ended = rollout.await(next.generation(), timeout, this::tell);
        if (ended instanceof Ended.Converged converged) {
            print(next, "serving", converged.instances());
            return ExitCode.OK;
        }
        if (ended instanceof Ended.NobodyRuns) {
            common.say("no instance runs model '" + model + "' now; the next to start will serve " + next.champion());
            print(next, "written", List.of());
            return ExitCode.OK;
        }
        if (ended instanceof Ended.TimedOut timedOut) {
            common.say("not converged within " + timeout.toSeconds() + " s: "
                    + timedOut.waiting().stream().map(InstanceStatus::instance).toList());
            print(next, "timed out", timedOut.waiting());
            return ExitCode.NOT_READY;
        }
        Ended.Refused refused = (Ended.Refused) ended;
        String result = takeBack ? takeBack(control, rollout, before, next, refused.instances()) : "refused";
        print(next, result, refused.instances());
        return ExitCode.REFUSED;
    }

    private String takeBack(
            ControlClient control,
            Rollout rollout,
            Optional<DesiredState> before,
            DesiredState next,
            List<InstanceStatus> refused) {
        String why = "generation " + next.generation() + " was refused by "
                + String.join(
                        ", ", refused.stream().map(InstanceStatus::instance).toList());
        Optional<DesiredState> restored =
                before.map(state -> new RoleChange(next.by(), why, Instant.now()).takeBack(next, state));
        Change change = control.change(model, Optional.of(next), restored);
        if (change instanceof Change.Busy busy) {
            common.say("not rolled back: " + busy.reason());
            return "refused";
        }
        if (restored.isEmpty()) {
            common.say("model '" + model + "' had no champion before and is withdrawn");
            return "refused, rolled back";
        }
        common.say("rolled back as generation " + restored.get().generation() + ": champion " + roles(restored.get()));
        Ended back = rollout.await(restored.get().generation(), timeout, this::tell);
        if (back instanceof Ended.Converged || back instanceof Ended.NobodyRuns) {
            return "refused, rolled back";
        }
        common.say("not every instance is back within " + timeout.toSeconds() + " s");
        return "refused, not yet rolled back everywhere";
    }

    private void tell(InstanceStatus status) {
        common.say("  " + status.instance() + ": " + status.state().label() + " generation " + status.generation()
                + " on " + status.device() + (status.reason().isEmpty() ? "" : " (" + status.reason() + ")"));
    }

    /** {@code v1, challenger v2 (0.1), shadows v3, v4}. */
    private static String roles(DesiredState state) {
        return state.champion()
                + state.challenger()
                        .map(name -> ", challenger " + name + " (" + state.share() + ")")
                        .orElse("")
                + (state.shadows().isEmpty() ? "" : ", shadows " + String.join(", ", state.shadows()));
    }

    private void print(DesiredState state, String result, List<InstanceStatus> instances) {
        if (common.json()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("model", model);
            object.put("generation", state.generation());
            object.put("champion", state.champion());
            object.put("challenger", state.challenger().orElse(null));
            object.put("share", state.share());
            object.put("shadows", state.shadows());
            object.put("result", result);
            object.put(
                    "instances", instances.stream().map(StatusCommand::object).toList());
            common.printJson(object);
        } else {
            common.out()
                    .println(model + " " + roles(state) + ": " + result
                            + (instances.isEmpty() ? "" : " (" + instances.size() + " of the instances)"));
            common.out().flush();
        }
    }
}
