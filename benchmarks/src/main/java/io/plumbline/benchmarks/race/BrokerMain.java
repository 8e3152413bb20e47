package io.plumbline.benchmarks.race;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;

/** The main class of a broker's process: words are {@code broker} and its folder. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] words) {
        Probe.start();
        // Closed by nobody: the whole process ends with the run, and the records with it.
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(Path.of(words[1])));
        System.out.println("listens on " + broker.bootstrapServers());
        System.out.println("failed " + broker.failure().join());
    }
}
