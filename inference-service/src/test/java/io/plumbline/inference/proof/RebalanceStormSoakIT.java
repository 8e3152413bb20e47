package io.plumbline.inference.proof;

import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rebalance storm for a minute. */
@Tag("soak")
class RebalanceStormSoakIT {
    @Test
    void membersComeAndGo_bothProtocols_everyRequestIsAnsweredOnce(
            @TempDir Path data, @TempDir Path classic, @TempDir Path consumer) throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            RebalanceStormIT.storm(broker, classic, consumer, Duration.ofSeconds(60));
        }
    }
}
