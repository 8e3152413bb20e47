package io.plumbline.benchmarks.inference;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The main class of every child JVM: one side, or the broker, and a {@link Probe} beside it. */
final class SideMain {
    private SideMain() {}

    public static void main(String[] words) throws Exception {
        Probe.start();
        List<String> rest = Arrays.asList(words).subList(1, words.length);
        switch (words[0]) {
            case "broker" -> broker(Path.of(rest.get(0)));
            case "service" -> System.exit(service(SideArguments.parse(rest)));
            case "copy" -> new CopyLoop(SideArguments.parse(rest)).run();
            case "row-by-row" -> new RowByRow(SideArguments.parse(rest)).run();
            case "streams" -> new StreamsTopology(SideArguments.parse(rest)).run();
            case "session" -> new BareSession(SideArguments.parse(rest)).run();
            case "load" -> new OpenLoad(rest).run();
            default -> throw new IllegalArgumentException("no side '" + words[0] + "'");
        }
    }

    private static void broker(Path directory) {
        // Closed by nobody: the whole process ends with the run, and the records with it.
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory));
        System.out.println("listens on " + broker.bootstrapServers());
        System.out.println("failed " + broker.failure().join());
    }

    /** The service as {@code plumbline serve} runs it. */
    private static int service(SideArguments arguments) {
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        List<String> command = new ArrayList<>(List.of("serve"));
        arguments.serve().forEach(set -> command.addAll(List.of("--set", set)));
        return io.plumbline.inference.Main.run(command.toArray(String[]::new));
    }
}
