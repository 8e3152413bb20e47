package io.plumbline.contracts.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private static final MetricsWriter METRICS = new MetricsWriter() {
        @Override
        public String contentType(String acceptHeader) {
            return "text/plain; version=0.0.4";
        }

        @Override
        public void write(Writer out, String contentType) throws IOException {
            out.write("answers_total 42\n");
        }
    };

    private static HttpResponse<String> request(OpsServer server, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itAnswers_metricsAndHealth_withTheReason() throws Exception {
        AtomicReference<Health> ready = new AtomicReference<>(Health.no("no model is loaded"));
        try (OpsServer server = OpsServer.start("127.0.0.1", 0, METRICS, () -> Health.ok("loop turned"), ready::get)) {
            assertThat(request(server, "GET", "/metrics").body()).isEqualTo("answers_total 42\n");
            assertThat(request(server, "GET", "/metrics").headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4");
            assertThat(request(server, "GET", "/healthz").statusCode()).isEqualTo(200);
            assertThat(request(server, "GET", "/readyz").statusCode()).isEqualTo(503);
            assertThat(request(server, "GET", "/readyz").body()).isEqualTo("not ok: no model is loaded\n");
            ready.set(Health.ok("serving"));
            assertThat(request(server, "GET", "/readyz").statusCode()).isEqualTo(200);
            assertThat(request(server, "POST", "/readyz").statusCode()).isEqualTo(405);
            assertThat(request(server, "GET", "/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortThatIsTaken_isNamedInTheError() throws Exception {
        try (OpsServer first =
                OpsServer.start("127.0.0.1", 0, METRICS, () -> Health.ok("fine"), () -> Health.ok("fine"))) {
            assertThatThrownBy(() -> OpsServer.start(
                            "127.0.0.1", first.port(), METRICS, () -> Health.ok("fine"), () -> Health.ok("fine")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port());
        }
    }
}
