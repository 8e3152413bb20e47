package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.statistic.MetricValues;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pane in one partition.
 *
 * @param pane empty when it can lie in no window any more
 */
public record PaneEvaluation(PaneKey paneKey, int partition, Optional<Pane> pane) implements Published {
    /** Its name among the kinds of records. */
    public static final String WINDOW = "pane";

    /** {@code model/version/pane/view/width/start}. */
    @Override
    public String keyText() {
        return paneKey.version().path() + "/" + WINDOW + "/" + paneKey.view().label() + "/"
                + Published.name(paneKey.width()) + "/" + paneKey.startMillis();
    }

    @Override
    public byte @Nullable [] value() {
        if (pane.isEmpty()) {
            return null;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", paneKey.version().model());
        body.put("version", paneKey.version().version());
        body.put("window", WINDOW);
        body.put("view", paneKey.view().label());
        body.put("width", Published.name(paneKey.width()));
        body.put("start", paneKey.startMillis());
        body.put("partition", partition);
        body.put("predictions", pane.get().predictions());
        body.put("samples", pane.get().net().samples());
        body.put("metrics", MetricValues.of(pane.get().net()));
        body.put("net", StatesJson.write(pane.get().net()));
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static PaneEvaluation of(Map<?, ?> body) {
        PaneKey key = new PaneKey(
                new VersionKey(StatesJson.text(body, "model"), StatesJson.text(body, "version")),
                View.valueOf(StatesJson.text(body, "view").toUpperCase(Locale.ROOT)),
                PaneWidth.valueOf(StatesJson.text(body, "width").toUpperCase(Locale.ROOT)),
                StatesJson.integer(body, "start"));
        Pane pane = new Pane(StatesJson.integer(body, "predictions"), StatesJson.read(StatesJson.object(body, "net")));
        return new PaneEvaluation(key, Math.toIntExact(StatesJson.integer(body, "partition")), Optional.of(pane));
    }
}
