package io.plumbline.contracts.codec;

import io.plumbline.contracts.config.ConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as a tree of maps, lists and scalars, under limits: 1 MiB, no aliases, no duplicate keys, 32 levels.
 *
 * <p>Dates stay texts: whoever wants one parses what was written, not what a time zone made of it.
 */
public final class YamlCodec {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_LEVELS = 32;
    private static final int WIDTH = 120;
    /** YAML 1.1 wants a dot in {@code 1e-3} and reads text without one; nobody who writes a learning rate expects that. */
    private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+[eE][-+]?[0-9]+");

    /** @throws ConfigException if the file is not there, not readable, or not one YAML mapping */
    public Map<String, Object> read(Path file) {
        return mapping(file, load(file, content(file)));
    }

    /**
     * Reads a file, remembering where each key stands.
     *
     * @throws ConfigException if the file is not there, not readable, or not one YAML mapping
     */
    public YamlDocument readWithLines(Path file) {
        String content = content(file);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(mapping(file, load(file, content)));
        Map<String, Integer> lines = new LinkedHashMap<>();
        // The same text under the same limits once more: the first reading has refused what does not keep them.
        Node root = yaml().compose(new StringReader(content));
        if (root != null) {
            addLines("", root, lines);
        }
        return new YamlDocument(values, lines);
    }

    /**
     * One value out of a line of text, such as {@code 3}, {@code [a, b]} or <code>{type: mlp}</code>.
     *
     * @throws ConfigException if the text is not YAML
     */
    public @Nullable Object value(String text) {
        try {
            return yaml().load(text);
        } catch (YAMLException e) {
            throw new ConfigException(List.of("is '" + text + "', which is not YAML: " + reason(e)));
        }
    }

    /** A tree as block-style YAML that {@link #read} reads back to an equal tree; short lists stay on one line. */
    public String write(Map<String, ?> tree) {
        return yaml().dump(tree);
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw problem(file, "has " + Files.size(file) + " bytes, expected at most " + MAX_BYTES);
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw problem(file, "does not exist");
        } catch (CharacterCodingException e) {
            throw problem(file, "is not UTF-8 text");
        } catch (IOException e) {
            throw problem(file, "cannot be read: " + e);
        }
    }

    private static @Nullable Object load(Path file, String content) {
        try {
            return yaml().load(content);
        } catch (MarkedYAMLException e) {
            throw new ConfigException(List.of("%s:%d: this is not YAML that can be read here: %s"
                    .formatted(
                            file,
                            e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1,
                            reason(e))));
        } catch (YAMLException e) {
            throw problem(file, "is not YAML that can be read here: " + reason(e));
        }
    }

    private static Map<String, Object> mapping(Path file, @Nullable Object tree) {
        if (tree == null) {
            return Map.of();
        }
        if (!(tree instanceof Map<?, ?> mapping)) {
            throw problem(file, "is not a YAML mapping, expected keys and values");
        }
        Map<String, Object> keyed = new LinkedHashMap<>();
        mapping.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
    }

    private static void addLines(String path, Node node, Map<String, Integer> lines) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                    lines.put(inner, key.getStartMark().getLine() + 1);
                    addLines(inner, entry.getValueNode(), lines);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node entry = sequence.getValue().get(i);
                String inner = path + "[" + i + "]";
                lines.put(inner, entry.getStartMark().getLine() + 1);
                addLines(inner, entry, lines);
            }
        }
    }

    private static Yaml yaml() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_BYTES);
        limits.setMaxAliasesForCollections(0);
        limits.setAllowDuplicateKeys(false);
        limits.setNestingDepthLimit(MAX_LEVELS);
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        style.setWidth(WIDTH);
        style.setSplitLines(false);
        style.setIndent(2);
        return new Yaml(new SafeConstructor(limits), new Representer(style), style, limits, new Scalars());
    }

    private static String reason(YAMLException e) {
        String said = e instanceof MarkedYAMLException marked && marked.getProblem() != null
                ? marked.getProblem()
                : String.valueOf(e.getMessage());
        return said.replaceAll("\\s+", " ").strip();
    }

    private static ConfigException problem(Path file, String what) {
        return new ConfigException(List.of(file + " " + what));
    }

    /** Which plain scalars are more than text. */
    private static final class Scalars extends Resolver {
        Scalars() {
            addImplicitResolver(Tag.FLOAT, EXPONENT, "-+0123456789");
        }

        @Override
        public void addImplicitResolver(Tag tag, Pattern pattern, @Nullable String first, int limit) {
            if (!tag.equals(Tag.TIMESTAMP)) {
                super.addImplicitResolver(tag, pattern, first, limit);
            }
        }
    }
}
