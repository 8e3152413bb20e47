package io.plumbline.contracts.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts in place what a configured text refers to, so that a secret need not be written in the configuration.
 *
 * <ul>
 *   <li>{@code ${env:NAME}}: an environment variable
 *   <li>{@code ${file:PATH}}: a file's text, without the line break at its end
 *   <li>{@code ${file:PATH:key}}: one key of a {@code .properties} file
 *   <li>{@code $${env:NAME}}: the text {@code ${env:NAME}} itself
 * </ul>
 *
 * <p>Anything else in {@code ${…}} is left as it is: Kafka's clients have providers of their own. What a reference gives
 * is not looked through again.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("(\\$?)\\$\\{(env|file):([^}]*)}");

    /** More than any key store in PEM; a wrong path must not read a disk image. */
    private static final long MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether a text refers to something, and so may hold a secret once that is in place. */
    static boolean in(String text) {
        return REFERENCE.matcher(text).results().anyMatch(found -> found.group(1)
                .isEmpty());
    }

    /** @throws IllegalArgumentException if something that is referred to is not there; the message holds no value */
    String resolve(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String value = matcher.group(1).isEmpty()
                    ? value(matcher.group(2), matcher.group(3))
                    : matcher.group().substring(1);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String value(String kind, String name) {
        if (kind.equals("env")) {
            String value = environment.get(name);
            if (value == null) {
                throw new IllegalArgumentException("environment variable " + name + " is not set");
            }
            return value;
        }
        try {
            Path whole = Path.of(name);
            int colon = name.lastIndexOf(':');
            return Files.exists(whole) || colon < 1
                    ? withoutLastLineBreak(read(whole))
                    : property(Path.of(name.substring(0, colon)), name.substring(colon + 1));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + name + "' is no path", e);
        }
    }

    private static String property(Path file, String key) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(read(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("file " + file + " is no .properties file", e);
        }
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("file " + file + " has no key '" + key + "'");
        }
        return value;
    }

    private static String read(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "file " + file + " has " + bytes + " bytes, expected at most " + MAX_BYTES);
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static String withoutLastLineBreak(String text) {
        return text.endsWith("\r\n")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
