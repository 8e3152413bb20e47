package io.plumbline.local.scrape;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A service's {@code /metrics}. */
public final class MetricsPage {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final URI address;

    public MetricsPage(URI address) {
        this.address = address;
    }

    /** @throws IOException if there is no such page now, or it is not in Prometheus's text format */
    public Samples read() throws IOException, InterruptedException {
        var answer = client.send(HttpRequest.newBuilder(address).timeout(LIMIT).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(address + " answered " + answer.statusCode() + ", expected 200");
        }
        try {
            return Samples.parse(answer.body());
        } catch (IllegalArgumentException e) {
            throw new IOException(address + ": " + e.getMessage(), e);
        }
    }
}
