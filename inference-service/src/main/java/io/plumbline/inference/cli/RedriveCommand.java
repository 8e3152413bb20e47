package io.plumbline.inference.cli;

import io.plumbline.inference.deadletter.Position;
import io.plumbline.inference.deadletter.RedriveOrder;
import io.plumbline.inference.deadletter.RedrivePlan;
import io.plumbline.inference.deadletter.RedriveResult;
import io.plumbline.inference.deadletter.Redriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters redrive}: sends them again. */
@Command(
        name = "redrive",
        description = "Sends dead letters to their original topic again, each exactly once.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline dead-letters redrive --all --dry-run",
            "  plumbline dead-letters redrive --reason unknown_model --model fashion --yes",
            "  plumbline dead-letters redrive 0@17 2@5 --to fashion.trial",
            "  plumbline dead-letters redrive --all --again",
            "",
            "Key, value, time and headers are the original's; added are",
            "plumbline-redrive-count and plumbline-redrive-source.",
            "A letter that was sent is marked in the same transaction and is left out",
            "next time. Letters that come during the redrive are not part of it.",
            "Of two redrives at once the later goes on, the earlier ends with 75.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class RedriveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Common common;

    @Mixin
    private LetterSelection selection;

    @Parameters(arity = "0..*", paramLabel = "PARTITION@OFFSET", description = "These letters; list prints positions.")
    private List<String> positions = new ArrayList<>();

    @Option(names = "--all", description = "Every letter, as far as no filter says otherwise.")
    private boolean all;

    @Option(names = "--to", paramLabel = "TOPIC", description = "Send to this topic instead of the original one.")
    private @Nullable String to;

    @Option(names = "--again", description = "Also those that were sent again before.")
    private boolean again;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; without a terminal nobody is asked.")
    private boolean yes;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "Most letters in one transaction, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Override
    public Integer call() {
        RedriveOrder order = order();
        try (Redriver redriver = new Redriver(common.link(), common.topics(), order)) {
            RedrivePlan plan = redriver.plan();
            tell(plan);
            if (!plan.missing().isEmpty()) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "nothing was sent: no dead letter at " + plan.missing() + " of "
                                + common.topics().deadLetters());
            }
            if (!plan.absent().isEmpty()) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "nothing was sent: topics " + plan.absent()
                                + " do not exist; create them, or name another with --to");
            }
            if (plan.letters() == 0 || dryRun) {
                print(plan, 0, 0);
                return ExitCode.OK;
            }
            if (!yes && !Confirmation.given(question(plan), common::say)) {
                throw new CommandFailed(ExitCode.FAILED, "nothing was sent");
            }
            RedriveResult result = redriver.run(progress(plan.letters()));
            return end(plan, result);
        }
    }

    private RedriveOrder order() {
        if (!all && positions.isEmpty() && !selection.given()) {
            throw usage("name positions, a filter such as --reason, or --all");
        }
        if (all && !positions.isEmpty()) {
            throw usage("--all and positions " + positions + " contradict each other");
        }
        if (batch < 1 || batch > 10_000) {
            throw usage("--batch is " + batch + ", expected 1 to 10000");
        }
        if (to != null
                && Set.of(common.topics().deadLetters(), common.topics().redrives())
                        .contains(to)) {
            throw usage("--to is '" + to + "', which is no topic of requests");
        }
        Set<Position> named = new TreeSet<>();
        positions.forEach(text -> named.add(LettersShowCommand.position(text, common, spec)));
        return new RedriveOrder(selection.filter(named), Optional.ofNullable(to), again, batch);
    }

    private CommandLine.ParameterException usage(String mistake) {
        return new CommandLine.ParameterException(spec.commandLine(), mistake);
    }

    private void tell(RedrivePlan plan) {
        if (plan.already() > 0) {
            common.say(plan.already() + " were sent again before and are left out; --again sends them once more");
        }
        if (plan.truncated() > 0) {
            common.say(plan.truncated() + " lost bytes to their size and cannot be sent again as they were");
        }
        if (plan.unreadable() > 0) {
            common.say(plan.unreadable() + " records are no dead letters and are left out");
        }
    }

    private static String question(RedrivePlan plan) {
        return "send " + plan.letters() + " dead letters again "
                + plan.reasons().entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .collect(Collectors.joining(", ", "(", ")"))
                + ", to "
                + String.join(", ", plan.targets().keySet()) + "?";
    }

    private LongConsumer progress(long letters) {
        long[] told = {System.nanoTime()};
        return sent -> {
            long now = System.nanoTime();
            if (sent >= letters || now - told[0] >= TimeUnit.SECONDS.toNanos(1)) {
                told[0] = now;
                common.say("sent " + sent + " of " + letters);
            }
        };
    }

    private int end(RedrivePlan plan, RedriveResult result) {
        print(plan, result.sent(), result instanceof RedriveResult.Done done ? done.transactions() : -1);
        if (result instanceof RedriveResult.Busy busy) {
            common.say("busy after " + busy.sent() + " letters: " + busy.reason());
            return ExitCode.BUSY;
        }
        if (result instanceof RedriveResult.Refused refused) {
            common.say("stopped after " + refused.sent() + " letters: the broker refuses the one at "
                    + refused.position() + ": " + refused.reason());
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }

    private void print(RedrivePlan plan, long sent, long transactions) {
        if (common.json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("dryRun", dryRun);
            object.put("found", plan.letters());
            object.put("sent", sent);
            if (transactions >= 0) {
                object.put("transactions", transactions);
            }
            object.put("already", plan.already());
            object.put("truncated", plan.truncated());
            object.put("unreadable", plan.unreadable());
            object.put("reasons", plan.reasons());
            object.put("targets", plan.targets());
            common.printJson(object);
            return;
        }
        Table table = new Table("REASON", "LETTERS");
        plan.reasons().forEach((reason, count) -> table.add(reason, Long.toString(count)));
        table.add("all", Long.toString(plan.letters()));
        table.print(common.out());
        common.out().println(dryRun ? "would be sent: " + plan.letters() : "sent: " + sent);
        common.out().flush();
    }
}
