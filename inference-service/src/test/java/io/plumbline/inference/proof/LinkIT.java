package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.ExtraListener;
import io.plumbline.broker.Ports;
import io.plumbline.inference.DecoratedInstance;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.stream.ClientDecorator;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way to the brokers is slow, is cut, swallows what is sent; the answers are the same. */
class LinkIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** For a link that is slow, not dead: no client gives up. */
    private static final String[] PATIENT = {
        "kafka.request.timeout.ms=8000",
        "kafka.delivery.timeout.ms=12000",
        "kafka.max.block.ms=15000",
        "kafka.transaction.timeout.ms=20000",
        "kafka.default.api.timeout.ms=10000",
        "kafka.session.timeout.ms=10000"
    };

    private static ByteProxy proxy;
    private static EmbeddedBroker broker;

    /** Which side of a commit gets lost. */
    enum Lost {
        REQUEST,
        ANSWER
    }

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        int behind = Ports.free();
        proxy = new ByteProxy(behind);
        broker = EmbeddedBroker.start(GroupProtocol.broker(data).with(new ExtraListener(behind, proxy.port())));
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        broker.close();
    }

    @Test
    void slow_dribbling_andCutConnections_everyRequestIsAnsweredOnce(@TempDir Path store) throws Exception {
        try (Bench bench = bench(store);
                InferenceService service = behindTheProxy(bench, ClientDecorator.NONE, PATIENT);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            Bench.awaitReady(service);

            proxy.slow(65_536, 20);
            check.ask(200);
            check.awaitAnswered();
            proxy.slow(100, 1);
            check.ask(20);
            check.awaitAnswered();
            proxy.heal();
            for (int cut = 0; cut < 6; cut++) {
                int before = check.answered();
                check.ask(100);
                Awaitility.await().atMost(PATIENCE).until(() -> check.answered() > before);
                proxy.cut();
            }
            check.awaitAnswered();

            assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(820);
            Scrape.balanced(service.httpPort());
        } finally {
            proxy.heal();
        }
    }

    @ParameterizedTest
    @EnumSource
    void commitOfUnknownOutcome_isNeverGuessed(Lost lost, @TempDir Path store) throws Exception {
        Runnable blackhole = lost == Lost.REQUEST ? proxy::holdRequests : proxy::holdAnswers;
        try (Bench bench = bench(store);
                InferenceService service = behindTheProxy(bench, new PointReached(Point.BEFORE_COMMIT, 2, blackhole));
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            Bench.awaitReady(service);

            check.ask(100);
            Awaitility.await("the first commit").atMost(PATIENCE).until(() -> check.answered() > 0);
            check.ask(400);

            Awaitility.await("a commit whose outcome is not known")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> Scrape.of(service.httpPort()).transactions("unknown") > 0);
            // Counted a moment before the end of the turn that says so.
            Awaitility.await("not ready").atMost(PATIENCE).until(() -> !service.ready()
                    .ok());
            proxy.heal();
            check.awaitAnswered();
            assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(500);
            assertThat(Scrape.balanced(service.httpPort()).sum("inference_records_rewound_total"))
                    .isPositive();
        } finally {
            proxy.heal();
        }
    }

    private static Bench bench(Path store) throws Exception {
        Bench bench = new Bench(broker, store);
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench;
    }

    /** Timeouts in their order, each a fraction of what it is in production. */
    private static InferenceService behindTheProxy(Bench bench, ClientDecorator decorator, String... more)
            throws Exception {
        List<String> settings = new ArrayList<>(bench.settings(
                "slot",
                GroupProtocol.CLASSIC.settings(
                        "bootstrap.servers=127.0.0.1:" + proxy.port(),
                        "commit.interval=5ms",
                        "batch.max.size=4",
                        "kafka.max.poll.records=50",
                        "kafka.request.timeout.ms=1000",
                        "kafka.delivery.timeout.ms=1500",
                        "kafka.max.block.ms=2000",
                        "kafka.transaction.timeout.ms=4000",
                        "kafka.default.api.timeout.ms=2000")));
        settings.addAll(List.of(more));
        return DecoratedInstance.start(settings, decorator);
    }
}
