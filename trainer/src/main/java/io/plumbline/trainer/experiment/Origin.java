package io.plumbline.trainer.experiment;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * Where a value was written.
 *
 * @param place in words: {@code x.yaml:12}, {@code --set fit.epochs}, {@code PLUMBLINE_TRAIN_FIT__EPOCHS}; empty if unknown
 * @param rank orders sources: the experiment's file, the files it extends, the environment, the command line
 * @param position within the source: the line, or the place in a list
 * @param folder that a relative path starts from
 */
record Origin(String place, int rank, int position, Path folder) implements Comparable<Origin> {
    static final int ENVIRONMENT = 1000;
    static final int COMMAND_LINE = 2000;

    private static final Comparator<Origin> IN_READING_ORDER =
            Comparator.comparingInt(Origin::rank).thenComparingInt(Origin::position);

    /** Something in a file; line 0 stands for the file as a whole. */
    static Origin line(Path file, int rank, int line, Path folder) {
        return new Origin(line == 0 ? file.toString() : file + ":" + line, rank, line, folder);
    }

    /** Whether it was laid over the files for one run. */
    boolean isOverride() {
        return rank >= ENVIRONMENT;
    }

    /** A problem, with its place in front. */
    String locate(String problem) {
        return place.isEmpty() ? problem : place + ": " + problem;
    }

    @Override
    public int compareTo(Origin other) {
        return IN_READING_ORDER.compare(this, other);
    }
}
