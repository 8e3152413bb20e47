package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process ends where it likes; the next of its slot goes on, and nobody can tell from the answers. */
class KillPointsIT {
    @Test
    void endedAtEachPoint_theProtocolsInTurn_everyRequestIsAnsweredOnce(
            @TempDir Path data, @TempDir Path classic, @TempDir Path consumer) throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            // Each point once; KillPointsSoakIT has each with both protocols.
            Side.bySide(List.of(
                    () -> {
                        new KillChain(broker, classic, GroupProtocol.CLASSIC, Guarantee.EXACTLY_ONCE)
                                .run(Point.AFTER_POLL, Point.AFTER_SEND, Point.BEFORE_COMMIT);
                        return null;
                    },
                    () -> {
                        new KillChain(broker, consumer, GroupProtocol.CONSUMER, Guarantee.EXACTLY_ONCE)
                                .run(Point.MID_SEND, Point.AFTER_OFFSETS, Point.AFTER_COMMIT);
                        return null;
                    }));
        }
    }
}
