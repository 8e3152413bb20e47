package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process ends where it likes; the next of its slot goes on, and nobody can tell from the answers. */
class KillPointsIT {
    @Test
    void endedAtEachPoint_bothProtocolsInTurn_everyRequestIsAnsweredOnce(@TempDir Path data, @TempDir Path folder)
            throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            KillChain chain = new KillChain(broker, folder);
            // Each point once, the protocols in turn; KillPointsSoakIT has each with both.
            Side.bySide(List.of(
                    () -> {
                        chain.run(
                                GroupProtocol.CLASSIC,
                                List.of(Point.AFTER_POLL, Point.AFTER_SEND, Point.BEFORE_COMMIT));
                        return null;
                    },
                    () -> {
                        chain.run(
                                GroupProtocol.CONSUMER,
                                List.of(Point.MID_SEND, Point.AFTER_OFFSETS, Point.AFTER_COMMIT));
                        return null;
                    }));
        }
    }
}
