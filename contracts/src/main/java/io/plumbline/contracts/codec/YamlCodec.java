package io.plumbline.contracts.codec;

import io.plumbline.contracts.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** A YAML file as a tree of maps, lists and scalars, under limits: 1 MiB, no aliases, no duplicate keys, 32 levels. */
public final class YamlCodec {
    private static final int MAX_BYTES = 1 << 20;
    /** YAML 1.1 wants a dot in {@code 1e-3} and reads text without one; nobody who writes a learning rate expects that. */
    private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+[eE][-+]?[0-9]+");

    /** @throws ConfigException if the file is not there, not readable, or not one YAML mapping */
    public Map<String, Object> read(Path file) {
        Object tree;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw problem(file, "has " + Files.size(file) + " bytes, expected at most " + MAX_BYTES);
            }
            tree = reader().load(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw problem(file, "does not exist");
        } catch (IOException e) {
            throw problem(file, "cannot be read: " + e);
        } catch (YAMLException e) {
            throw problem(file, "is not YAML that can be read here: " + e.getMessage());
        }
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

    private static Yaml reader() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_BYTES);
        limits.setMaxAliasesForCollections(0);
        limits.setAllowDuplicateKeys(false);
        limits.setNestingDepthLimit(32);
        Resolver resolver = new Resolver();
        resolver.addImplicitResolver(Tag.FLOAT, EXPONENT, "-+0123456789");
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, resolver);
    }

    private static ConfigException problem(Path file, String what) {
        return new ConfigException(List.of(file + " " + what));
    }
}
