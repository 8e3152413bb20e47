package io.plumbline.local.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the project lies on this disk, and where its modules' built classes are.
 *
 * @param root the folder that holds the launcher and the parent POM, absolute
 */
public record ProjectLayout(Path root) {
    /** Set by the launcher, so that a command run from any folder finds its project. */
    public static final String ROOT_PROPERTY = "plumbline.root";

    public ProjectLayout {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * The project of the system property {@value #ROOT_PROPERTY}, else the one around the working directory.
     *
     * @throws IllegalStateException if there is none
     */
    public static ProjectLayout find() {
        String named = System.getProperty(ROOT_PROPERTY);
        if (named != null) {
            return new ProjectLayout(Path.of(named));
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("plumbline")) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return new ProjectLayout(folder);
            }
        }
        throw new IllegalStateException("no Plumbline project around " + start
                + ": expected a folder with the files plumbline and pom.xml; name it with -D" + ROOT_PROPERTY);
    }

    /** Everything that a run writes goes below this folder. */
    public Path scratch() {
        return root.resolve(".plumbline");
    }

    /** The module's jar and everything it needs, as one {@code -cp} argument. */
    String classpathOf(ServiceModule module) {
        Path target = root.resolve(module.folder()).resolve("target");
        Path listed = target.resolve("classpath");
        try {
            return jarOf(module, target)
                    + File.pathSeparator
                    + Files.readString(listed).trim();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "module " + module.folder() + " is not built: expected " + listed
                            + "; build it with ./mvnw -DskipTests package",
                    e);
        }
    }

    private static Path jarOf(ServiceModule module, Path target) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module.artifact() + "-*.jar")) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                if (!name.endsWith("-tests.jar") && !name.endsWith("-sources.jar") && !name.endsWith("-javadoc.jar")) {
                    return jar;
                }
            }
        }
        throw new IOException("no " + module.artifact() + "-*.jar in " + target);
    }
}
