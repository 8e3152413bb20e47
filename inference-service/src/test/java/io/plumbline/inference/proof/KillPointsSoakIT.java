package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every point of read-process-write with both group protocols, each twice. */
@Tag("soak")
class KillPointsSoakIT {
    @ParameterizedTest
    @EnumSource
    void endedAtEachPoint_everyRequestIsAnsweredOnce(
            GroupProtocol protocol, @TempDir Path data, @TempDir Path first, @TempDir Path second) throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            for (Path folder : new Path[] {first, second}) {
                new KillChain(broker, folder, protocol, Guarantee.EXACTLY_ONCE).run(Point.values());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void endedWithoutTransactions_losesNothing(GroupProtocol protocol, @TempDir Path data, @TempDir Path folder)
            throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            new KillChain(broker, folder, protocol, Guarantee.AT_LEAST_ONCE)
                    .run(Point.AFTER_POLL, Point.MID_SEND, Point.BEFORE_COMMIT, Point.AFTER_COMMIT);
        }
    }
}
