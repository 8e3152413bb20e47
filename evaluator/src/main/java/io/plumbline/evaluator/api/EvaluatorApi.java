package io.plumbline.evaluator.api;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.ops.JsonApi;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Windows;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Answers questions about the versions, over all partitions and as of the last commits: the same on every instance.
 *
 * <pre>
 * GET /api/models
 * GET /api/models/{model}/versions/{version}/metrics
 * GET /api/models/{model}/versions/{version}/windows
 * GET /api/models/{model}/versions/{version}/confusion?view=matured
 * GET /api/models/{model}/versions/{version}/calibration?view=matured
 * </pre>
 *
 * <p>The answers' schema is the resource {@code schema.json} of this package. Threads: any.
 */
public final class EvaluatorApi implements JsonApi {
    private static final List<String> OF_A_VERSION = List.of("metrics", "windows", "confusion", "calibration");

    private final Supplier<Optional<CommittedTallies>> committed;
    private final Windows windows;
    private final Clock clock;

    /** @param clock says where windows end */
    public EvaluatorApi(Supplier<Optional<CommittedTallies>> committed, Windows windows, Clock clock) {
        this.committed = committed;
        this.windows = windows;
        this.clock = clock;
    }

    @Override
    public Answer answer(URI uri) {
        try {
            return new Answer(200, Json.write(body(Question.of(uri))));
        } catch (BadQuestionException bad) {
            return new Answer(bad.status(), Json.write(Map.of("error", String.valueOf(bad.getMessage()))));
        }
    }

    private Map<String, Object> body(Question question) {
        CommittedTallies tallies = committed
                .get()
                .orElseThrow(() -> new BadQuestionException(
                        503, "the evaluations topic is not read to its end yet: ask again, or see /readyz", null));
        List<String> path = question.path();
        if (path.equals(List.of("models"))) {
            return ModelsJson.of(tallies.merged().keySet());
        }
        if (path.size() == 5 && path.get(0).equals("models") && path.get(2).equals("versions")) {
            VersionKey version = new VersionKey(path.get(1), path.get(3));
            Map<VersionKey, Tally> merged = tallies.merged();
            Tally tally = merged.get(version);
            if (tally == null || version.equals(VersionKey.NONE)) {
                throw unknown(version, merged);
            }
            return switch (path.get(4)) {
                case "metrics" -> MetricsJson.of(version, tally);
                case "windows" -> WindowsJson.of(version, tallies, windows, clock.millis());
                case "confusion" -> ConfusionJson.of(version, tally, view(question));
                case "calibration" -> CalibrationJson.of(version, tally, view(question));
                default ->
                    throw new BadQuestionException(
                            404, "no question '" + path.get(4) + "', expected one of " + OF_A_VERSION, null);
            };
        }
        throw new BadQuestionException(
                404,
                "nothing here, expected /api/models or /api/models/{model}/versions/{version}/ and one of "
                        + OF_A_VERSION,
                null);
    }

    private static BadQuestionException unknown(VersionKey version, Map<VersionKey, Tally> merged) {
        TreeSet<String> known = new TreeSet<>();
        merged.keySet().stream()
                .filter(key -> key.model().equals(version.model()) && !key.equals(VersionKey.NONE))
                .forEach(key -> known.add(key.version()));
        return new BadQuestionException(
                404,
                known.isEmpty()
                        ? "no prediction of model '" + version.model() + "' was seen; see /api/models"
                        : "no prediction of version '" + version.version() + "' of model '" + version.model()
                                + "' was seen, only of " + known,
                null);
    }

    private static View view(Question question) {
        String name = question.parameter("view").orElse(View.MATURED.label());
        return Arrays.stream(View.values())
                .filter(view -> view.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new BadQuestionException(
                        400,
                        "view is '" + name + "', expected one of "
                                + Arrays.stream(View.values()).map(View::label).toList(),
                        null));
    }
}
