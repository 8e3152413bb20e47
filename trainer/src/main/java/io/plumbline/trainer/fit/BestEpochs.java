package io.plumbline.trainer.fit;

import io.plumbline.trainer.state.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of the best epochs, each in a file of its own; a better one takes the place of the worst.
 *
 * <p>Of equal epochs the earlier is the better one. The folder itself is the memory: what lies there after a crash is what
 * counts, so a run that goes on forgets nothing, and forgets what it will do again.
 */
final class BestEpochs {
    private static final String SUFFIX = ".weights";

    /** One kept epoch. */
    record Kept(int epoch, double value, Path file) {}

    private final Path folder;
    private final Watch watch;
    private final int keep;
    private final List<Kept> kept = new ArrayList<>();

    /**
     * Reads what an earlier process kept.
     *
     * @param keep how many, at least 1
     * @param epochs done; what is kept of later ones is deleted, as the run will come to them again
     */
    BestEpochs(Path folder, Watch watch, int keep, int epochs) {
        this.folder = folder;
        this.watch = watch;
        this.keep = keep;
        for (Path file : files()) {
            TensorFile stored = TensorFile.read(file);
            io.plumbline.trainer.state.Facts facts = new io.plumbline.trainer.state.Facts(stored.facts());
            if (facts.whole("epoch") > epochs) {
                delete(file);
            } else {
                kept.add(new Kept((int) facts.whole("epoch"), facts.real("value"), file));
            }
        }
        kept.sort(order());
    }

    /**
     * Keeps an epoch's weights if it is among the best.
     *
     * @return whether it is the best so far
     */
    boolean offer(int epoch, Map<String, Double> values, Map<String, float[]> weights) {
        double value = watch.of(values);
        if (Double.isNaN(value)) {
            return false;
        }
        Kept candidate = new Kept(
                epoch,
                value,
                folder.resolve(String.format(Locale.ROOT, "epoch-%05d-%s-%.6g%s", epoch, fileSafe(), value, SUFFIX)));
        List<Kept> ranked = new ArrayList<>(kept);
        ranked.add(candidate);
        ranked.sort(order());
        if (ranked.indexOf(candidate) >= keep) {
            return false;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("epoch", epoch);
        facts.put("metric", watch.metric());
        facts.put("value", value);
        new TensorFile(facts, weights).write(candidate.file());
        kept.clear();
        kept.addAll(ranked);
        while (kept.size() > keep) {
            delete(kept.remove(kept.size() - 1).file());
        }
        return kept.get(0).equals(candidate);
    }

    Optional<Kept> best() {
        return kept.stream().findFirst();
    }

    private Comparator<Kept> order() {
        Comparator<Kept> byValue = Comparator.comparingDouble(Kept::value);
        return (watch.higherIsBetter() ? byValue.reversed() : byValue).thenComparingInt(Kept::epoch);
    }

    private String fileSafe() {
        return watch.metric().replaceAll("[^A-Za-z0-9]", "-");
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var inside = Files.list(folder)) {
            return inside.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + " cannot be read", unreadable);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be deleted", failed);
        }
    }
}
