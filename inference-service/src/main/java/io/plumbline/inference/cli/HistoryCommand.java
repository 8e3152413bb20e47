package io.plumbline.inference.cli;

import io.plumbline.contracts.control.PastState;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model history}: how the roles came about. */
@Command(
        name = "history",
        description =
                "Shows the states that a model was in, newest first: who played which role, and who changed it when and why.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model history fashion",
            "  plumbline model history fashion --limit 5 -o json",
            "",
            "The control topic is compacted; what it forgot is told by the newest record, which carries the last 20 states.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class HistoryCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most states to show (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        List<PastState> all = common.control().history(model);
        if (all.isEmpty()) {
            throw Common.unknown(common, model);
        }
        List<PastState> shown = all.subList(0, Math.min(Math.max(1, limit), all.size()));
        if (common.json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("model", model);
            object.put("states", shown.stream().map(HistoryCommand::object).toList());
            common.printJson(object);
            return ExitCode.OK;
        }
        Table table = new Table("GENERATION", "CHAMPION", "CHALLENGER", "SHADOWS", "CHANGED", "BY", "REASON");
        for (PastState state : shown) {
            table.add(
                    Long.toString(state.generation()),
                    state.champion(),
                    state.challenger().map(name -> name + " " + state.share()).orElse("-"),
                    state.shadows().isEmpty() ? "-" : String.join(",", state.shadows()),
                    state.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    state.by(),
                    state.reason().isEmpty() ? "-" : state.reason());
        }
        table.print(common.out());
        long oldest = all.get(all.size() - 1).generation();
        if (shown.size() == all.size() && oldest > 1) {
            common.say("what came before generation " + oldest + " is forgotten");
        }
        return ExitCode.OK;
    }

    private static Map<String, @Nullable Object> object(PastState state) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("generation", state.generation());
        object.put("champion", state.champion());
        object.put("checkpoint", state.checkpoint());
        object.put("challenger", state.challenger().orElse(null));
        object.put("share", state.share());
        object.put("shadows", state.shadows());
        object.put("at", state.at().toString());
        object.put("by", state.by());
        object.put("reason", state.reason());
        return object;
    }
}
