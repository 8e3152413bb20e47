package io.plumbline.trainer.logger.pushgateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Replaces one group of metrics on a Pushgateway: {@code PUT <url>/metrics/job/<job>/<label>/<value>...}.
 *
 * <p>Source: Pushgateway, README, "API": a value that is empty or holds a slash goes in base64 behind {@code <label>@base64}.
 */
final class Pusher {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int SHOWN = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI target;

    /** @param labels the group, {@code job} first */
    Pusher(URI url, List<Map.Entry<String, String>> labels) {
        StringBuilder path = new StringBuilder(url.toString()).append("/metrics");
        for (Map.Entry<String, String> label : labels) {
            path.append('/').append(segment(label.getKey(), label.getValue()));
        }
        this.target = URI.create(path.toString());
    }

    /**
     * Pushes and waits for the answer, at most some seconds.
     *
     * @throws IOException if the Pushgateway is not reached or does not accept; the message names the address
     */
    void push(String exposition) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(ANSWER)
                .header("Content-Type", RunNumbers.CONTENT_TYPE)
                .PUT(BodyPublishers.ofString(exposition))
                .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new IOException("PUT " + target + " got no answer: " + unreachable, unreachable);
        }
        if (response.statusCode() / 100 != 2) {
            String body = response.body().strip();
            throw new IOException("PUT " + target + " was answered " + response.statusCode() + ", expected 200 or 202: "
                    + body.substring(0, Math.min(SHOWN, body.length())));
        }
    }

    private static String segment(String label, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (value.isEmpty() || value.indexOf('/') >= 0) {
            String encoded = Base64.getUrlEncoder().encodeToString(bytes);
            return label + "@base64/" + (encoded.isEmpty() ? "=" : encoded);
        }
        StringBuilder escaped = new StringBuilder(label).append('/');
        for (byte b : bytes) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            escaped.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return escaped.toString();
    }
}
