package io.plumbline.trainer.experiment;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.ConfigException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that was written on a line of its own: in {@code --set}, in the environment.
 *
 * <p>It is YAML: a number, true or false, {@code [a, b]}, <code>{type: mlp}</code>, a quoted text. What begins with none of
 * {@code [ { " '} and is no YAML scalar is text as it stands, so that {@code a: b} and {@code #7} need no quotes.
 */
final class InlineValue {
    private static final YamlCodec YAML = new YamlCodec();

    private InlineValue() {}

    /** @throws ConfigException if it begins as YAML and does not go on so */
    static @Nullable Object read(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return "";
        }
        if ("[{\"'".indexOf(stripped.charAt(0)) >= 0) {
            return YAML.value(stripped);
        }
        try {
            Object value = YAML.value(stripped);
            boolean emptyByComment = value == null && stripped.startsWith("#");
            return value instanceof Map || value instanceof List || emptyByComment ? stripped : value;
        } catch (ConfigException plainText) {
            return stripped;
        }
    }
}
