package io.plumbline.evaluator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.ops.Health;
import io.plumbline.contracts.ops.MetricsWriter;
import io.plumbline.contracts.ops.OpsServer;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.statistic.Scoring;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.PaneEvaluation;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.Panes;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EvaluatorApiTest {
    private static final VersionKey V1 = new VersionKey("fash ion/eu", "v+1");
    private static final String VERSION = "/api/models/fash%20ion%2Feu/versions/v%2B1/";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(Samples.T0), ZoneOffset.UTC);
    private static final double[] SURE = {0.1, 0.8, 0.1};

    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<CommittedTallies> committed = Optional.of(new CommittedTallies());
    private OpsServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpsServer.start(
                "127.0.0.1",
                0,
                new NoMetrics(),
                () -> Health.ok("running"),
                () -> Health.ok("running"),
                Optional.of(new EvaluatorApi(() -> committed, Samples.WINDOWS, CLOCK)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void models_areListedWithTheirVersions() throws Exception {
        count();
        assertThat(get(200, "/api/models", "models"))
                .isEqualTo(Map.of("models", List.of(Map.of("model", "fash ion/eu", "versions", List.of("v+1")))));
    }

    @Test
    void metrics_areOverAllPartitions_andCoverageAddsUp() throws Exception {
        count();
        Map<String, Object> body = get(200, VERSION + "metrics", "metrics_answer");

        Map<?, ?> coverage = (Map<?, ?>) body.get("coverage");
        assertThat(coverage)
                .isEqualTo(Map.of("predictions", 8, "matured_labelled", 2, "matured_unlabelled", 2, "pending", 4));
        Map<?, ?> provisional = (Map<?, ?>) ((Map<?, ?>) body.get("views")).get("provisional");
        assertThat(provisional.get("samples")).isEqualTo(6);
        Map<?, ?> metrics = (Map<?, ?>) provisional.get("metrics");
        assertThat(metrics.get("accuracy")).isEqualTo(4 / 6.0);
        assertThat(metrics.containsKey("ece")).isTrue();
        assertThat(metrics.containsKey("mae")).as("a metric of another task").isFalse();
    }

    @Test
    void windows_areThoseConfigured_inBothViews() throws Exception {
        count();
        List<?> windows = (List<?>) get(200, VERSION + "windows", "windows").get("windows");
        assertThat(windows).hasSize(4);
        Map<?, ?> first = (Map<?, ?>) windows.get(0);
        assertThat(first.get("window")).isEqualTo("5m");
        assertThat(first.get("view")).isEqualTo("provisional");
        assertThat(first.get("predictions")).as("of both partitions").isEqualTo(2);
        assertThat(((Map<?, ?>) windows.get(2)).get("predictions"))
                .as("of the day")
                .isEqualTo(8);
    }

    @Test
    void confusionAndCalibration_areOfTheViewAskedFor() throws Exception {
        count();
        Map<String, Object> confusion = get(200, VERSION + "confusion?view=provisional", "confusion");
        assertThat(confusion.get("samples")).isEqualTo(6);
        assertThat(confusion.get("cells"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .contains(Map.of("actual", "0", "predicted", "1", "count", 2));
        Map<String, Object> calibration = get(200, VERSION + "calibration", "calibration");
        assertThat(calibration.get("view")).isEqualTo("matured");
        assertThat(calibration.get("samples")).isEqualTo(2);
        assertThat((List<?>) calibration.get("bins")).hasSize(1);
    }

    @Test
    void whatHasNoAnswer_isToldWhatWouldHave() throws Exception {
        count();
        assertThat(get(404, "/api/models/fash%20ion%2Feu/versions/v2/metrics", "error")
                        .get("error"))
                .isEqualTo("no prediction of version 'v2' of model 'fash ion/eu' was seen, only of [v+1]");
        assertThat(get(404, "/api/models/x/versions/v2/metrics", "error")
                        .get("error")
                        .toString())
                .contains("model 'x'");
        assertThat(get(404, VERSION + "accuracy", "error").get("error").toString())
                .contains("[metrics, windows");
        assertThat(get(404, "/api/nothing", "error").get("error").toString()).contains("/api/models");
        assertThat(get(400, VERSION + "confusion?view=new", "error")
                        .get("error")
                        .toString())
                .contains("view is 'new', expected one of [provisional, matured]");
        committed = Optional.empty();
        assertThat(get(503, "/api/models", "error").get("error").toString()).contains("/readyz");
    }

    /** In each of two partitions: four predictions, three labelled, two matured; one label of the three is another class. */
    private void count() {
        for (int partition = 0; partition < 2; partition++) {
            Tally tally = new Tally();
            Panes panes = new Panes(Samples.WINDOWS);
            Set<PaneKey> changed = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                long time = Samples.T0 - i * 240_000L - 120_000;
                apply(tally, panes, changed, new TallyUpdate.Enter(V1, View.PROVISIONAL, time));
                if (i < 3) {
                    apply(
                            tally,
                            panes,
                            changed,
                            new TallyUpdate.Add(
                                    V1, View.PROVISIONAL, time, Scoring.classified(i == 0 ? 0 : 1, 1, SURE)));
                }
                if (i > 1) {
                    apply(tally, panes, changed, new TallyUpdate.Enter(V1, View.MATURED, time));
                }
                if (i == 2) {
                    apply(
                            tally,
                            panes,
                            changed,
                            new TallyUpdate.Add(V1, View.MATURED, time, Scoring.classified(1, 1, SURE)));
                }
            }
            CommittedTallies tallies = committed.orElseThrow();
            tallies.put(new Evaluation(V1, partition, tally));
            for (PaneKey key : changed) {
                Pane pane = panes.get(key);
                tallies.put(new PaneEvaluation(key, partition, Optional.of(pane)));
            }
        }
    }

    private static void apply(Tally tally, Panes panes, Set<PaneKey> changed, TallyUpdate update) {
        tally.apply(update);
        panes.apply(update, changed);
    }

    private Map<String, Object> get(int status, String path, String schema) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(schema(schema).validate(response.body(), InputFormat.JSON)).isEmpty();
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Schema schema(String name) throws IOException {
        String all = new String(
                EvaluatorApi.class.getResourceAsStream("schema.json").readAllBytes(), StandardCharsets.UTF_8);
        // The same document, with one of its definitions as what a document must be.
        String one = all.replaceFirst("\\{", "{\"\\$ref\": \"#/\\$defs/" + name + "\",");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(one);
    }

    private static final class NoMetrics implements MetricsWriter {
        @Override
        public String contentType(String accept) {
            return "text/plain";
        }

        @Override
        public void write(Writer out, String contentType) {
            // Nothing is asked.
        }
    }
}
