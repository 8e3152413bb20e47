package io.plumbline.inference.model.admission;

import io.plumbline.contracts.codec.Json;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.Tolerance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the child process is asked: one line of JSON on its input.
 *
 * @param manifest sha256 of the manifest that was verified; it names the digests of all other files, so the child
 *     tries these bytes or none
 */
record ProbeTask(Path folder, String model, String version, String manifest, LoadSettings settings) {
    String line() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("folder", folder.toString());
        tree.put("model", model);
        tree.put("version", version);
        tree.put("manifest", manifest);
        tree.put("warmUpBatches", settings.warmUpBatches());
        tree.put("intraOpThreads", settings.intraOpThreads());
        tree.put("maxRowsPerRequest", settings.maxRowsPerRequest());
        tree.put("goldenAbsolute", settings.golden().absolute());
        tree.put("goldenRelative", settings.golden().relative());
        return Json.write(tree);
    }

    static ProbeTask of(String line) {
        Map<String, Object> tree = Json.read(line.getBytes(StandardCharsets.UTF_8));
        List<Integer> batches = ((List<?>) field(tree, "warmUpBatches"))
                .stream().map(size -> ((Number) size).intValue()).toList();
        return new ProbeTask(
                Path.of(text(tree, "folder")),
                text(tree, "model"),
                text(tree, "version"),
                text(tree, "manifest"),
                new LoadSettings(
                        batches,
                        number(tree, "intraOpThreads").intValue(),
                        number(tree, "maxRowsPerRequest").intValue(),
                        new Tolerance(
                                number(tree, "goldenAbsolute").doubleValue(),
                                number(tree, "goldenRelative").doubleValue())));
    }

    private static String text(Map<String, Object> tree, String name) {
        return (String) field(tree, name);
    }

    private static Number number(Map<String, Object> tree, String name) {
        return (Number) field(tree, name);
    }

    private static Object field(Map<String, Object> tree, String name) {
        Object value = tree.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
