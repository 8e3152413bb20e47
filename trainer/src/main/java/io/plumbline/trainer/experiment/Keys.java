package io.plumbline.trainer.experiment;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How keys are spelled and joined: {@code fit.epochs}, {@code loggers[0].type}; underscores and dashes are the same. */
final class Keys {
    private Keys() {}

    static String dashed(String key) {
        return key.replace('_', '-');
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String entry(String path, int index) {
        return path + "[" + index + "]";
    }

    /** The path of what holds this: {@code loggers} for {@code loggers[0]}, empty for a key at the top. */
    static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    /** Whether one path is the other or lies below it. */
    static boolean within(String path, String ancestor) {
        return path.startsWith(ancestor)
                && (path.length() == ancestor.length() || ".[".indexOf(path.charAt(ancestor.length())) >= 0);
    }

    /** How a map spells a key that it may have in either spelling. */
    static String spelled(Map<String, @Nullable Object> map, String key) {
        if (map.containsKey(key)) {
            return key;
        }
        return map.keySet().stream()
                .filter(other -> dashed(other).equals(dashed(key)))
                .findFirst()
                .orElse(key);
    }
}
