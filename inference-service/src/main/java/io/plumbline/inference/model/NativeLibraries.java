package io.plumbline.inference.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of ONNX Runtime's native libraries, to be used instead of those in its jar: another build of the same version,
 * such as one for CUDA 13, or the same ones unpacked once instead of at every start.
 */
public final class NativeLibraries {
    /** What ONNX Runtime reads when it is first touched. */
    private static final String PROPERTY = "onnxruntime.native.path";

    private NativeLibraries() {}

    /**
     * Has ONNX Runtime load from that folder. Of no effect once anything has touched it.
     *
     * @throws IllegalArgumentException if a library that cannot be done without is not there; ONNX Runtime would quietly
     *     unpack its own
     */
    public static void in(Path folder) {
        List<String> missing = new ArrayList<>();
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String file = System.mapLibraryName(name);
            if (!Files.isRegularFile(folder.resolve(file))) {
                missing.add(file);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    PROPERTY + " is " + folder + ", expected a folder with " + String.join(" and ", missing));
        }
        System.setProperty(PROPERTY, folder.toAbsolutePath().toString());
    }
}
