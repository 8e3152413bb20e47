package io.plumbline.evaluator.replay;

import io.plumbline.evaluator.tally.VersionKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first place where the live cells and those counted anew are not equal.
 *
 * @param window {@code cumulative}, or which pane
 * @param statistic a counter's name, or view, statistic and index in its state
 * @param hint what could explain it other than a fault; may be empty
 */
public record Difference(
        int partition, VersionKey version, String window, String statistic, String live, String replayed, String hint) {
    @Override
    public String toString() {
        return "partition " + partition + ", "
                + (version.equals(VersionKey.NONE) ? "no version" : "version " + version.path()) + ", " + window + ", "
                + statistic + ": live " + live + ", replayed " + replayed + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("partition", partition);
        json.put("model", version.model());
        json.put("version", version.version());
        json.put("window", window);
        json.put("statistic", statistic);
        json.put("live", live);
        json.put("replayed", replayed);
        json.put("hint", hint);
        return json;
    }
}
