package io.plumbline.trainer.fit;

import io.plumbline.trainer.optimizer.OptimizerState;
import io.plumbline.trainer.optimizer.WeightAverage;
import io.plumbline.trainer.state.DurableFile;
import io.plumbline.trainer.state.Facts;
import io.plumbline.trainer.state.MalformedStateException;
import io.plumbline.trainer.state.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The folder that a run saves itself into, and what of it lies where. */
public final class SavedRun {
    private static final String MARK = "unfinished";
    private static final String STATE = "state.bin";
    private static final String WEIGHTS = "weights/";
    private static final String AVERAGE = "average/";
    private static final String OPTIMIZER = "optimizer/";

    private final Path folder;

    public SavedRun(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Marks the folder as that of a run that has begun. */
    public void begin() {
        DurableFile.write(mark(), out -> {});
    }

    /** Whether the run has begun and not come to its end. */
    public boolean unfinished() {
        return Files.exists(mark());
    }

    /**
     * Keeps other processes off the folder until closed.
     *
     * @throws RunInUseException if another process works on the run
     */
    public Lock lock() {
        try {
            FileChannel channel = FileChannel.open(mark(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return new Lock(channel);
                }
            } catch (OverlappingFileLockException ofThisProcess) {
                // Told below: whoever holds it, it is held.
            }
            channel.close();
            throw new RunInUseException("another process works on the run in " + folder
                    + "; wait for it, stop it, or train without --resume");
        } catch (IOException failed) {
            throw new UncheckedIOException(mark() + " cannot be locked", failed);
        }
    }

    /** A hold on a run's folder. */
    public static final class Lock implements AutoCloseable {
        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        /** Lets go; a process that dies lets go as well. */
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException failed) {
                throw new UncheckedIOException("a run's lock cannot be let go", failed);
            }
        }
    }

    /** The run has come to its end: first the mark goes, so that nobody goes on with it, then what could be gone on from. */
    public void finish() {
        try {
            Files.deleteIfExists(mark());
            Files.deleteIfExists(state());
        } catch (IOException failed) {
            throw new UncheckedIOException(folder + " cannot be tidied", failed);
        }
    }

    /** Whether there is a state to go on from. */
    boolean exists() {
        return Files.exists(state());
    }

    /** Where the step that went wrong is written. */
    Path replay() {
        return folder.resolve("replay.bin");
    }

    /** Where the best epochs' weights lie. */
    Path best() {
        return folder.resolve("best");
    }

    void save(FitSetup setup, Progress progress, Optional<EarlyStopping> stopping, double seconds) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("progress", progress.state(seconds));
        facts.put("schedule", setup.schedule().state());
        stopping.ifPresent(early -> facts.put("stopping", early.state()));
        write(setup, facts, state());
    }

    /** The step's gradients and losses come from what is written here, its batches from the experiment. */
    void saveReplay(FitSetup setup, Progress progress, Map<String, Object> what) {
        Map<String, Object> facts = new LinkedHashMap<>(what);
        facts.put("progress", progress.state(0));
        write(setup, facts, replay());
    }

    private static void write(FitSetup setup, Map<String, Object> facts, Path file) {
        OptimizerState optimizer = setup.optimizer().state();
        facts.put("optimizerStep", optimizer.step());
        Map<String, float[]> tensors = new HashMap<>();
        setup.network().weights().forEach((name, values) -> tensors.put(WEIGHTS + name, values));
        optimizer.tensors().forEach((name, values) -> tensors.put(OPTIMIZER + name, values));
        setup.average().map(WeightAverage::state).ifPresent(average -> {
            facts.put("averageUpdates", average.step());
            average.tensors().forEach((name, values) -> tensors.put(AVERAGE + name, values));
        });
        new TensorFile(facts, tensors).write(file);
    }

    /**
     * Puts everything back as it was saved.
     *
     * @throws MalformedStateException if the file is damaged or of another network or optimizer
     */
    Progress restore(FitSetup setup, Optional<EarlyStopping> stopping) {
        TensorFile stored = TensorFile.read(state());
        Facts facts = new Facts(stored.facts());
        restoreTensors(setup, stored, facts, state());
        setup.schedule().restore(facts.reals("schedule"));
        stopping.ifPresent(early -> early.restore(facts.section("stopping")));
        return Progress.of(facts.section("progress"));
    }

    static void restoreTensors(FitSetup setup, TensorFile stored, Facts facts, Path file) {
        try {
            setup.network().load(under(WEIGHTS, stored));
            setup.optimizer().restore(new OptimizerState(facts.whole("optimizerStep"), under(OPTIMIZER, stored)));
            if (setup.average().isPresent()) {
                setup.average()
                        .get()
                        .restore(new OptimizerState(facts.whole("averageUpdates"), under(AVERAGE, stored)));
            }
        } catch (IllegalArgumentException other) {
            throw new MalformedStateException(file + " does not fit the experiment: " + other.getMessage());
        }
    }

    private Path mark() {
        return folder.resolve(MARK);
    }

    private Path state() {
        return folder.resolve(STATE);
    }

    private static Map<String, float[]> under(String prefix, TensorFile stored) {
        Map<String, float[]> some = new HashMap<>();
        stored.tensors().forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), values);
            }
        });
        return some;
    }
}
