package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An evaluator in a JVM of its own, as {@code plumbline evaluate} runs it, and its HTTP endpoints. */
final class EvaluatorProcess implements AutoCloseable {
    /** What {@code evaluate} logs once it listens. */
    private static final String LISTENS = "metrics are served port=";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Child child;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI root;
    private final long startedNanos;

    /** @param jvm further JVM options */
    EvaluatorProcess(Path folder, Setup setup, List<String> jvm) {
        startedNanos = System.nanoTime();
        child = Child.start(folder, ContestantMain.class, Contestant.PLUMBLINE.name(), jvm, setup.words());
        root = URI.create("http://127.0.0.1:"
                + Integer.parseInt(child.await(LISTENS, START_LIMIT).trim()));
    }

    Child child() {
        return child;
    }

    /**
     * Waits for {@code /readyz}: state restored, partitions assigned, committed tallies read.
     *
     * @return since the process was started
     */
    Duration awaitReady(Duration limit) {
        while (get("/readyz").statusCode() != 200) {
            if (System.nanoTime() - startedNanos > limit.toNanos()) {
                throw child.failure("is not ready after " + limit.toSeconds() + " s: "
                        + get("/readyz").body());
            }
            pause(PAUSE);
        }
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    Page page() {
        HttpResponse<String> answer = get("/metrics");
        if (answer.statusCode() != 200) {
            throw child.failure("answers /metrics with " + answer.statusCode() + ": " + answer.body());
        }
        return new Page(answer.body());
    }

    /** Waits until so many pairs were joined, as its metrics say; they follow a commit. */
    Page awaitJoined(long pairs, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Page page = page();
            long joined = Math.round(page.sum("evaluator_joined_total", Map.of()));
            if (joined == pairs) {
                return page;
            }
            if (joined > pairs || System.nanoTime() - deadline > 0) {
                throw child.failure("joined " + joined + " pairs, expected " + pairs);
            }
            pause(PAUSE);
        }
    }

    private HttpResponse<String> get(String path) {
        if (!child.isAlive()) {
            throw child.failure("ended");
        }
        try {
            return http.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(root.resolve(path) + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, was to get " + path, e);
        }
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a run", e);
        }
    }

    /** An orderly end, so that its stores are flushed. */
    @Override
    public void close() {
        child.close();
    }
}
