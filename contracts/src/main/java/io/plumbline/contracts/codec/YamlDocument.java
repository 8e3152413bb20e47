package io.plumbline.contracts.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML mapping with the place of each key.
 *
 * @param values the tree: maps, lists and scalars; a key without a value is there with {@code null}
 * @param lines the line of each key, from 1, by its dotted path with list entries as {@code loggers[0].type}
 */
public record YamlDocument(Map<String, @Nullable Object> values, Map<String, Integer> lines) {}
