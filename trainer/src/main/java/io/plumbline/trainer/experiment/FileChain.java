package io.plumbline.trainer.experiment;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.codec.YamlDocument;
import io.plumbline.contracts.config.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file and the files it {@code extends}, each laid over the one it names; a path in one starts from its own folder. */
final class FileChain {
    private static final String EXTENDS = "extends";

    private final YamlCodec codec = new YamlCodec();
    private final Map<String, String> environment;
    private final List<Path> files = new ArrayList<>();

    private FileChain(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws InvalidExperimentException if a file is absent or no YAML mapping, or extends itself */
    static Document read(Path file, Map<String, String> environment) {
        return new FileChain(environment).read(file);
    }

    private Document read(Path file) {
        files.add(identity(file));
        Document document = load(file, files.size() - 1);
        References.resolve(document, environment);
        if (!document.values().containsKey(EXTENDS)) {
            return document;
        }
        Origin origin = document.origin(EXTENDS);
        Path base = base(file, document.values().remove(EXTENDS), origin);
        if (files.contains(identity(base))) {
            String chain = files.stream()
                    .map(each -> String.valueOf(each.getFileName()))
                    .collect(Collectors.joining(" -> "));
            throw refused(origin, "extends goes in a circle: " + chain + " -> " + base.getFileName());
        }
        if (!identity(base).toFile().isFile()) {
            throw refused(origin, "extends is '" + base + "', which is not there");
        }
        return document.over(read(base));
    }

    private Document load(Path file, int rank) {
        YamlDocument read;
        try {
            read = codec.readWithLines(file);
        } catch (ConfigException refused) {
            throw new InvalidExperimentException("experiment", refused.problems());
        }
        Path folder = folder(file);
        Document document = new Document(new LinkedHashMap<>(read.values()), Origin.line(file, rank, 0, folder));
        Map<String, String> spellings = new HashMap<>();
        read.lines().forEach((path, line) -> {
            document.note(path, Origin.line(file, rank, line, folder));
            String other = spellings.putIfAbsent(Keys.dashed(path), path);
            if (other != null) {
                document.problem(path, path + " is the same key as " + other + ", expected one of them");
            }
        });
        return document;
    }

    private static Path base(Path file, @Nullable Object written, Origin origin) {
        if (!(written instanceof String name) || name.isBlank()) {
            throw refused(origin, "extends is '" + written + "', expected the path of one file");
        }
        try {
            return file.resolveSibling(name).normalize();
        } catch (InvalidPathException malformed) {
            throw refused(origin, "extends is '" + name + "', which is not a path: " + malformed.getReason());
        }
    }

    /** The folder that a file lies in. */
    static Path folder(Path file) {
        Path absolute = identity(file);
        return absolute.getParent() == null ? absolute : absolute.getParent();
    }

    private static Path identity(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static InvalidExperimentException refused(Origin origin, String problem) {
        return new InvalidExperimentException("experiment", List.of(origin.locate(problem)));
    }
}
