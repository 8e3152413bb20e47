package io.plumbline.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One command line of a module, as a JVM of its own will run it.
 *
 * @param arguments of the module's {@code Main}, the command's name first: {@code serve --set …}
 * @param temporary the child's {@code java.io.tmpdir}: native libraries are unpacked there
 * @param jvmOptions beyond those that the module always needs
 */
public record ServiceCommand(
        ProjectLayout layout, ServiceModule module, List<String> arguments, Path temporary, List<String> jvmOptions) {
    /** From here on the JDK warns on standard error when a library loads native code unannounced. */
    private static final int NATIVE_ACCESS_WARNS_SINCE = 24;

    public ServiceCommand {
        arguments = List.copyOf(arguments);
        jvmOptions = List.copyOf(jvmOptions);
    }

    public static ServiceCommand of(ProjectLayout layout, ServiceModule module, Path temporary, String... arguments) {
        return new ServiceCommand(layout, module, List.of(arguments), temporary, List.of());
    }

    /** The same command with one more JVM option, as {@code -Xmx256m}. */
    public ServiceCommand withJvmOption(String option) {
        return new ServiceCommand(
                layout,
                module,
                arguments,
                temporary,
                Stream.concat(jvmOptions.stream(), Stream.of(option)).toList());
    }

    /** For messages: what a person would type. */
    public String summary() {
        return "plumbline " + String.join(" ", arguments);
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS_SINCE) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.addAll(module.jvmOptions());
        words.addAll(jvmOptions);
        words.add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
        words.add("-D" + ProjectLayout.ROOT_PROPERTY + "=" + layout.root());
        words.add("-cp");
        words.add(layout.classpathOf(module));
        words.add(module.mainClass());
        words.addAll(arguments);
        return words;
    }

    /** DJL stays off the network and keeps its native files inside the project. */
    Map<String, String> environment() {
        return Map.of(
                "DJL_OFFLINE",
                "true",
                "OPT_OUT_TRACKING",
                "true",
                "DJL_CACHE_DIR",
                layout.scratch().resolve("djl").toString());
    }
}
