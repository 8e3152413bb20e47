package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The main class of every side's JVM: one side, and a {@link Probe} beside it. */
final class SideMain {
    private SideMain() {}

    public static void main(String[] words) throws Exception {
        Probe.start();
        List<String> rest = Arrays.asList(words).subList(1, words.length);
        switch (words[0]) {
            case "service" -> System.exit(service(SideArguments.parse(rest)));
            case "copy" -> new CopyLoop(SideArguments.parse(rest)).run();
            case "row-by-row" -> new RowByRow(SideArguments.parse(rest)).run();
            case "streams" -> new StreamsTopology(SideArguments.parse(rest)).run();
            case "session" -> new BareSession(SideArguments.parse(rest)).run();
            case "load" -> new OpenLoad(rest).run();
            default -> throw new IllegalArgumentException("no side '" + words[0] + "'");
        }
    }

    /** The service as {@code plumbline serve} runs it. */
    private static int service(SideArguments arguments) {
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        List<String> command = new ArrayList<>(List.of("serve"));
        arguments.serve().forEach(set -> command.addAll(List.of("--set", set)));
        return io.plumbline.inference.Main.run(command.toArray(String[]::new));
    }
}
