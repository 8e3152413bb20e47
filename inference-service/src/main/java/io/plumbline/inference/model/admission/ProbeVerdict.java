package io.plumbline.inference.model.admission;

import io.plumbline.contracts.codec.Json;
import io.plumbline.inference.model.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the child process answers: the last line of its output. */
sealed interface ProbeVerdict {
    /** Loaded, warmed, and right on its golden samples. */
    record Passed() implements ProbeVerdict {}

    /** May not serve. */
    record Refused(RefusalReason reason, String message) implements ProbeVerdict {}

    /** A file could not be read; another try may do better. */
    record Unreadable(String message) implements ProbeVerdict {}

    default String line() {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (this instanceof Refused refused) {
            tree.put("refused", refused.reason().name());
            tree.put("message", refused.message());
        } else if (this instanceof Unreadable unreadable) {
            tree.put("unreadable", unreadable.message());
        } else {
            tree.put("passed", true);
        }
        return Json.write(tree);
    }

    /** Empty if the line is no verdict. */
    static Optional<ProbeVerdict> of(String line) {
        try {
            Map<String, Object> tree = Json.read(line.getBytes(StandardCharsets.UTF_8));
            if (Boolean.TRUE.equals(tree.get("passed"))) {
                return Optional.of(new Passed());
            }
            if (tree.get("unreadable") instanceof String message) {
                return Optional.of(new Unreadable(message));
            }
            if (tree.get("refused") instanceof String reason && tree.get("message") instanceof String message) {
                return Optional.of(new Refused(RefusalReason.valueOf(reason), message));
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // The process was cut off while it wrote, or something else wrote there.
        }
    }
}
