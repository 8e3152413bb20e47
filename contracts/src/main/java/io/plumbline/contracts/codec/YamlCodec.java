package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.plumbline.contracts.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/** A YAML file as a tree of maps, lists and scalars, under limits: 1 MiB, no aliases, no duplicate keys, 32 levels. */
public final class YamlCodec {
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper MAPPER =
            new ObjectMapper(YAMLFactory.builder().loaderOptions(limits()).build());

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        options.setNestingDepthLimit(32);
        return options;
    }

    /** @throws ConfigException if the file is not there, not readable, or not one YAML mapping */
    public Map<String, Object> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw problem(file, "has " + Files.size(file) + " bytes, expected at most " + MAX_BYTES);
            }
            Map<String, Object> tree = MAPPER.readValue(Files.readAllBytes(file), new TypeReference<>() {});
            return tree == null ? Map.of() : tree;
        } catch (NoSuchFileException e) {
            throw problem(file, "does not exist");
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw problem(file, "is not a YAML mapping:" + line + " " + e.getOriginalMessage());
        } catch (IOException e) {
            throw problem(file, "cannot be read: " + e);
        }
    }

    private static ConfigException problem(Path file, String what) {
        return new ConfigException(List.of(file + " " + what));
    }
}
