package io.plumbline.trainer.fit;

import io.plumbline.trainer.state.Facts;
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
import java.util.function.Supplier;

/**
 * The weights of the best epochs, each in a file of its own; a better one takes the place of the worst.
 *
 * <p>Of equal epochs the earlier is the better one. New ones stay in memory until {@link #write}, which goes before the run's own
 * state is saved, and {@link #tidy} after it: so whatever state a run goes on from, what it kept up to there is on disk, and
 * what came later is forgotten, as the run will come to it again.
 */
final class BestEpochs {
    private static final String SUFFIX = ".weights";

    private final Path folder;
    private final Watch watch;
    private final int keep;
    private final List<Kept> kept = new ArrayList<>();
    private final List<Path> dropped = new ArrayList<>();

    /** One kept epoch; its weights are empty once they are in the file. */
    private record Kept(int epoch, double value, Path file, Map<String, float[]> weights) {}

    /**
     * Reads what an earlier process kept.
     *
     * @param keep how many, at least 1
     * @param epochs done; what is kept of later ones is deleted
     */
    BestEpochs(Path folder, Watch watch, int keep, int epochs) {
        this.folder = folder;
        this.watch = watch;
        this.keep = keep;
        for (Path file : files()) {
            Facts facts = new Facts(TensorFile.read(file).facts());
            if (facts.whole("epoch") > epochs) {
                delete(file);
            } else {
                kept.add(new Kept((int) facts.whole("epoch"), facts.real("value"), file, Map.of()));
            }
        }
        drop();
        tidy();
    }

    /**
     * Keeps an epoch's weights if it is among the best.
     *
     * @return whether it is the best so far
     */
    boolean offer(int epoch, Map<String, Double> values, Supplier<Map<String, float[]>> weights) {
        double value = watch.of(values);
        if (Double.isNaN(value)
                || (kept.size() == keep
                        && !watch.better(value, kept.get(keep - 1).value(), 0))) {
            return false;
        }
        Path file =
                folder.resolve(String.format(Locale.ROOT, "epoch-%05d-%s-%.6g%s", epoch, fileSafe(), value, SUFFIX));
        kept.add(new Kept(epoch, value, file, weights.get()));
        drop();
        return kept.get(0).epoch() == epoch;
    }

    /** Puts on disk what is only in memory. */
    void write() {
        kept.replaceAll(epoch -> {
            if (epoch.weights().isEmpty()) {
                return epoch;
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("epoch", epoch.epoch());
            facts.put("metric", watch.metric());
            facts.put("value", epoch.value());
            new TensorFile(facts, epoch.weights()).write(epoch.file());
            return new Kept(epoch.epoch(), epoch.value(), epoch.file(), Map.of());
        });
    }

    /** Deletes the files of epochs that are no longer among the best. */
    void tidy() {
        dropped.forEach(BestEpochs::delete);
        dropped.clear();
    }

    /** The best epoch's weights; empty if none was a number. */
    Optional<Map<String, float[]>> best() {
        return kept.stream()
                .findFirst()
                .map(epoch -> epoch.weights().isEmpty()
                        ? TensorFile.read(epoch.file()).tensors()
                        : epoch.weights());
    }

    private void drop() {
        kept.sort(order());
        while (kept.size() > keep) {
            Kept worst = kept.remove(kept.size() - 1);
            if (worst.weights().isEmpty()) {
                dropped.add(worst.file());
            }
        }
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
