package io.plumbline.evaluator.api;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question's path, in decoded parts after {@code /api/}, and its parameters.
 *
 * @param path a part may hold a slash, sent as {@code %2F}
 */
record Question(List<String> path, Map<String, String> parameters) {
    private static final String ROOT = "/api/";

    /** @throws BadQuestionException if a percent escape is broken */
    static Question of(URI uri) {
        try {
            String rawPath = uri.getRawPath();
            String rest = rawPath.startsWith(ROOT) ? rawPath.substring(ROOT.length()) : rawPath;
            List<String> path = Arrays.stream(rest.split("/", -1))
                    .filter(part -> !part.isEmpty())
                    // A plus sign in a path is a plus sign.
                    .map(part -> decoded(part.replace("+", "%2B")))
                    .toList();
            Map<String, String> parameters = new HashMap<>();
            String query = uri.getRawQuery();
            if (query != null) {
                for (String pair : query.split("&", -1)) {
                    int equals = pair.indexOf('=');
                    parameters.put(
                            decoded(equals < 0 ? pair : pair.substring(0, equals)),
                            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
                }
            }
            return new Question(path, parameters);
        } catch (IllegalArgumentException e) {
            throw new BadQuestionException(400, "cannot read " + uri.getRawPath() + ": " + e.getMessage(), e);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** @throws BadQuestionException if it is missing */
    String required(String name) {
        return parameter(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new BadQuestionException(400, "parameter '" + name + "' is missing", null));
    }
}
