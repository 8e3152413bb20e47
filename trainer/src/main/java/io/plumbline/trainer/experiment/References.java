package io.plumbline.trainer.experiment;

import io.plumbline.contracts.config.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${env:NAME}} and {@code ${env:NAME:-default}} in the texts of a file, replaced by the environment's values.
 *
 * <p>As in a shell, the default stands for a variable that is absent or empty. A value that is one reference and nothing else
 * reads as if its content were written there: {@code epochs: ${env:EPOCHS:-5}} is a number.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private final Map<String, String> environment;
    private final Document document;

    private References(Map<String, String> environment, Document document) {
        this.environment = environment;
        this.document = document;
    }

    /** Replaces them all, in place; what cannot be replaced is a problem of the document. */
    static void resolve(Document document, Map<String, String> environment) {
        References references = new References(environment, document);
        document.values().replaceAll((key, value) -> references.value(key, value));
    }

    private @Nullable Object value(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> read = new LinkedHashMap<>();
            map.forEach(
                    (key, inner) -> read.put(String.valueOf(key), value(Keys.join(path, String.valueOf(key)), inner)));
            return read;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> read = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                read.add(value(Keys.entry(path, i), list.get(i)));
            }
            return read;
        }
        return value instanceof String text && text.contains("${env:") ? replaced(path, text) : value;
    }

    private @Nullable Object replaced(String path, String text) {
        Matcher reference = REFERENCE.matcher(text);
        String read =
                reference.replaceAll(found -> Matcher.quoteReplacement(content(path, found.group(1), found.group(2))));
        if (REFERENCE.matcher(text).replaceAll("").contains("${env:")) {
            document.problem(path, path + " is '" + text + "', expected ${env:NAME} or ${env:NAME:-default}");
            return text;
        }
        if (!REFERENCE.matcher(text).matches()) {
            return read;
        }
        try {
            return InlineValue.read(read);
        } catch (ConfigException malformed) {
            malformed.problems().forEach(problem -> document.problem(path, path + " " + problem));
            return text;
        }
    }

    private String content(String path, String name, @Nullable String byDefault) {
        String content = environment.get(name);
        if (byDefault != null) {
            return content == null || content.isEmpty() ? byDefault : content;
        }
        if (content == null) {
            document.problem(
                    path,
                    "%s refers to the environment variable %s, which is not set; set it, or write ${env:%s:-default}"
                            .formatted(path, name, name));
            return "";
        }
        return content;
    }
}
