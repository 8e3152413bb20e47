package io.plumbline.contracts.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Answers {@code /metrics}, {@code /healthz} and {@code /readyz} over HTTP: 200 or 503 with the reason in one line.
 *
 * <p>Threads: two daemons of its own, so that a slow scraper never holds the data path; read-only.
 */
public final class OpsServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads;

    private OpsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to answer.
     *
     * @param bind the address to listen on, {@code 127.0.0.1} unless the operator opens it
     * @param port 0 for any free one
     * @throws IOException if the address cannot be bound; the message names it
     */
    public static OpsServer start(
            String bind, int port, MetricsWriter metrics, Supplier<Health> health, Supplier<Health> ready)
            throws IOException {
        return start(bind, port, metrics, health, ready, Optional.empty());
    }

    /**
     * Starts to answer, questions under {@code /api/} as well.
     *
     * @param api answers them, on a thread of this server
     * @throws IOException if the address cannot be bound; the message names it
     */
    public static OpsServer start(
            String bind,
            int port,
            MetricsWriter metrics,
            Supplier<Health> health,
            Supplier<Health> ready,
            Optional<JsonApi> api)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(bind, port), BACKLOG);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + bind + ":" + port + ": " + e.getMessage(), e);
        }
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "ops-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answerMetrics(exchange, metrics));
        server.createContext("/healthz", exchange -> answerHealth(exchange, health));
        server.createContext("/readyz", exchange -> answerHealth(exchange, ready));
        api.ifPresent(questions -> server.createContext("/api/", exchange -> answerQuestion(exchange, questions)));
        server.start();
        return new OpsServer(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answerMetrics(HttpExchange exchange, MetricsWriter metrics) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        String contentType = metrics.contentType(accept == null ? "" : accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 14);
        try (Writer writer = new OutputStreamWriter(body, StandardCharsets.UTF_8)) {
            metrics.write(writer, contentType);
        }
        answer(exchange, 200, contentType, body.toByteArray());
    }

    private static void answerHealth(HttpExchange exchange, Supplier<Health> question) throws IOException {
        Health health = question.get();
        byte[] body = ((health.ok() ? "ok: " : "not ok: ") + health.reason() + "\n").getBytes(StandardCharsets.UTF_8);
        answer(exchange, health.ok() ? 200 : 503, "text/plain; charset=utf-8", body);
    }

    private static void answerQuestion(HttpExchange exchange, JsonApi api) throws IOException {
        JsonApi.Answer answer = api.answer(exchange.getRequestURI());
        byte[] body = (answer.json() + "\n").getBytes(StandardCharsets.UTF_8);
        answer(exchange, answer.status(), "application/json", body);
    }

    private static void answer(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", contentType);
            if (method.equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
