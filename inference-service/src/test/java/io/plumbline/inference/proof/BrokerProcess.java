package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;

/** The process of one broker. Arguments: its folder and its port. */
final class BrokerProcess {
    private static final String SERVING = "serving at ";

    private BrokerProcess() {}

    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(GroupProtocol.broker(Path.of(args[0]), Integer.parseInt(args[1])))) {
            System.out.println(SERVING + broker.bootstrapServers());
            Thread.currentThread().join();
        }
    }

    /** Returns once it serves. */
    static Child start(Path log, Path directory, int port) {
        Child child = Child.start(log, BrokerProcess.class, List.of(directory.toString(), Integer.toString(port)));
        child.awaitSaid(SERVING);
        return child;
    }
}
