package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twice a second an instance joins the group or leaves it. */
class RebalanceStormIT {
    @Test
    void membersComeAndGo_bothProtocols_everyRequestIsAnsweredOnce(
            @TempDir Path data, @TempDir Path classic, @TempDir Path consumer) throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            storm(broker, classic, consumer, Duration.ofSeconds(12));
        }
    }

    static void storm(EmbeddedBroker broker, Path classic, Path consumer, Duration length) throws Exception {
        Side.bySide(List.of(
                () -> {
                    new RebalanceStorm(broker, GroupProtocol.CLASSIC).blow(classic, length);
                    return null;
                },
                () -> {
                    new RebalanceStorm(broker, GroupProtocol.CONSUMER).blow(consumer, length);
                    return null;
                }));
    }
}
