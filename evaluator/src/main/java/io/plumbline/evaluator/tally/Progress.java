package io.plumbline.evaluator.tally;

import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a partition's published tallies and panes go: they hold every record before these offsets and none after, and
 * what had matured by this time.
 *
 * @param predictions offset after the last record of the predictions topic that was read; 0 if none was
 * @param labels the same of the labels topic
 * @param clockMillis the partition's clock, since the epoch; empty where not everything that was due by then had been looked
 *     at yet
 */
public record Progress(int partition, long predictions, long labels, OptionalLong clockMillis) implements Published {
    /** Its name among the kinds of records. */
    public static final String WINDOW = "progress";

    /** The same for each partition: it lies in that partition. No model has an empty name. */
    @Override
    public String keyText() {
        return VersionKey.NONE.path() + "/" + WINDOW;
    }

    @Override
    public byte[] value() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("window", WINDOW);
        body.put("partition", partition);
        body.put("predictions_offset", predictions);
        body.put("labels_offset", labels);
        clockMillis.ifPresent(millis -> body.put("clock", millis));
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static Progress of(Map<?, ?> body) {
        return new Progress(
                Math.toIntExact(StatesJson.integer(body, "partition")),
                StatesJson.integer(body, "predictions_offset"),
                StatesJson.integer(body, "labels_offset"),
                body.containsKey("clock") ? OptionalLong.of(StatesJson.integer(body, "clock")) : OptionalLong.empty());
    }
}
