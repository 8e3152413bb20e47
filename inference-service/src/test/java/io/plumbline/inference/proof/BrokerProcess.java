package io.plumbline.inference.proof;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;

/** The process of one broker. Arguments: its folder and its port. */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] args) throws InterruptedException {
        BrokerConfig config = GroupProtocol.broker(Path.of(args[0]));
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(
                config.directory(), Integer.parseInt(args[1]), config.properties(), config.extraListener()))) {
            System.out.println("serving at " + broker.bootstrapServers());
            Thread.currentThread().join();
        }
    }
}
