package io.plumbline.trainer.run;

import io.plumbline.trainer.fit.SavedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of all runs, {@code <root>/<model>/<yyyyMMdd-HHmmss>-<8 hex of the experiment's digest>/}.
 *
 * <p>The digest says which runs an experiment can go on with: those of the same experiment over the same data.
 */
public final class Runs {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int DIGEST_HEX = 8;

    private final Path root;
    private final Clock clock;

    public Runs(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** A new folder; two runs that begin in the same second get one each. */
    public SavedRun begin(String model, String digest) {
        Path folder = root.resolve(model);
        String name = TIME.format(clock.instant()) + suffix(digest);
        try {
            Files.createDirectories(folder);
            for (int i = 1; ; i++) {
                try {
                    Path made = Files.createDirectory(folder.resolve(i == 1 ? name : name + "-" + i));
                    SavedRun run = new SavedRun(made);
                    run.begin();
                    return run;
                } catch (FileAlreadyExistsException taken) {
                    // Its number is taken; the next one may be free.
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("a run's folder cannot be made in " + folder, failed);
        }
    }

    /** The newest run of the experiment that was interrupted. */
    public Optional<SavedRun> unfinished(String model, String digest) {
        Path folder = root.resolve(model);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(run -> run.getFileName().toString().contains(suffix(digest)))
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .map(SavedRun::new)
                    .filter(SavedRun::unfinished)
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + " cannot be read", unreadable);
        }
    }

    private static String suffix(String digest) {
        return "-" + digest.substring(0, DIGEST_HEX);
    }
}
