package io.plumbline.trainer.logger.pushgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.trainer.fit.Runs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushgatewayLoggerTest {
    private record Pushed(String method, String path, String contentType, String body) {}

    private final BlockingQueue<Pushed> pushed = new LinkedBlockingQueue<>();
    private HttpServer server;
    private volatile int status = 202;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                // Before the answer: whoever has it must find the push here.
                pushed.add(new Pushed(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        body));
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theFirstPushComesAtOnce_andTheLastHasTheFinalNumbers() throws InterruptedException {
        PushgatewayLogger logger = new PushgatewayLogger(config("trainer", Duration.ofHours(1)));
        logger.started(Runs.start(0));
        Pushed first = pushed.poll(60, TimeUnit.SECONDS);
        Runs.tell(logger, 0, Runs.STEPS);
        logger.ended(Runs.end());
        logger.close();
        logger.close();

        assertThat(first).isNotNull();
        assertThat(first.method()).isEqualTo("PUT");
        assertThat(first.path()).isEqualTo("/metrics/job/trainer/model/shoes/run/shoes-1");
        assertThat(first.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(first.body())
                .contains("trainer_step 0.0\n", "trainer_steps 12.0\n")
                .doesNotContain("NaN");
        assertThat(pushed).hasSize(1);
        assertThat(pushed.remove().body())
                .contains(
                        "# TYPE trainer_epoch gauge\ntrainer_epoch 3.0\n",
                        "trainer_step 12.0\n",
                        "trainer_loss{part=\"train\",} 0.08333333333333333\n",
                        "trainer_loss{part=\"validation\",} 0.125\n",
                        "trainer_learning_rate 0.03333333333333333\n",
                        "trainer_gradient_norm 2.5\n",
                        "trainer_metric{metric=\"accuracy\",} 0.8\n",
                        "trainer_metric{metric=\"f1_macro\",} 0.7",
                        "# TYPE trainer_items_total counter\ntrainer_items_total 120.0\n",
                        "trainer_seconds 6.25\n",
                        "trainer_ended 1.0\n");
    }

    @Test
    void labelsThatAPathCannotHold_areEncoded() throws InterruptedException {
        PushgatewayLogger slash = new PushgatewayLogger(config("a/b", Duration.ofHours(1)));
        slash.started(Runs.start(0));
        slash.close();
        PushgatewayLogger space = new PushgatewayLogger(config("t\u00e4g 1", Duration.ofHours(1)));
        space.started(Runs.start(0));
        space.close();

        assertThat(pushed)
                .extracting(Pushed::path)
                .contains(
                        "/metrics/job@base64/YS9i/model/shoes/run/shoes-1",
                        "/metrics/job/t%C3%A4g%201/model/shoes/run/shoes-1");
    }

    @Test
    void aRefusal_isThrownOnlyAtTheEnd_andNamesTheAddress() {
        status = 400;
        PushgatewayLogger logger = new PushgatewayLogger(config("trainer", Duration.ofHours(1)));
        logger.started(Runs.start(0));
        Runs.tell(logger, 0, 4);

        assertThatThrownBy(logger::close)
                .hasMessage("the last push failed")
                .hasRootCauseMessage("PUT " + url() + "/metrics/job/trainer/model/shoes/run/shoes-1 was answered 400,"
                        + " expected 200 or 202: ");
    }

    private PushgatewayConfig config(String job, Duration every) {
        return new PushgatewayConfig(url(), job, every);
    }

    private URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }
}
