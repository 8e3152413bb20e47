package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * The metrics page of one instance at one moment.
 *
 * @param text in Prometheus's text format
 */
record Scrape(String text) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Scrape of(int port) {
        return new Scrape(get(port, "/metrics").body());
    }

    static Scrape of(CollectorRegistry registry) {
        try (StringWriter text = new StringWriter()) {
            TextFormat.write004(text, registry.metricFamilySamples());
            return new Scrape(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpResponse<String> get(int port, String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The sum over all series of a name that have these labels, each as {@code name="value"}. */
    double sum(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> java.util.Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    double predicted() {
        return sum("inference_records_total", "outcome=\"predicted\"");
    }

    double deadLettered() {
        return sum("inference_records_total", "outcome=\"dead_lettered\"");
    }

    double transactions(String result) {
        return sum("inference_txn_total", "result=\"" + result + "\"");
    }

    double rebalances() {
        return sum("inference_rebalances_total");
    }

    /**
     * Waits until nothing is queued, which comes a moment after readers see the last answer, and returns that page. It adds up,
     * as every page must.
     */
    static Scrape balanced(int port) {
        Scrape settled = Awaitility.await("nothing queued")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of(port), page -> page.sum("inference_queue_records") == 0);
        assertThat(settled).as("consumed = predicted + dead-lettered + rewound").matches(Scrape::addsUp);
        return settled;
    }

    boolean addsUp() {
        double consumed = sum("inference_records_consumed_total");
        assertThat(consumed).isNotNegative();
        return consumed
                == predicted()
                        + deadLettered()
                        + sum("inference_records_rewound_total")
                        + sum("inference_queue_records");
    }
}
