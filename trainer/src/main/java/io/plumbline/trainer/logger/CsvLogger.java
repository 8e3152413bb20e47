package io.plumbline.trainer.logger;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes {@code steps.csv} and {@code epochs.csv} into a folder.
 *
 * <p>Format: RFC 4180 with a header. The columns and their order never change; the metrics follow them, by name. A metric
 * that shows up after the first epoch gets a column at the end, empty in the epochs before. Numbers read as Java, Python and R
 * write them: {@code NaN}, {@code Infinity}.
 *
 * <p>Resume: rows of later steps than the one the run goes on from are dropped.
 */
final class CsvLogger implements FitListener {
    private static final List<String> STEP_COLUMNS =
            List.of("step", "epoch", "loss", "learning_rate", "gradient_norm", "items", "seconds");
    private static final List<String> EPOCH_COLUMNS =
            List.of("step", "epoch", "training_loss", "validation_loss", "learning_rate", "best", "seconds");

    private final Path folder;
    private Optional<Files> files = Optional.empty();
    /** A process that died right after a validation left its row, and the next one validates that epoch again. */
    private long resumedAt;

    CsvLogger(Path folder) {
        this.folder = folder;
    }

    @Override
    public void started(FitStart start) {
        if (start.steps() == 0) {
            return; // There will be neither a step nor an epoch.
        }
        resumedAt = start.step();
        List<String> ignored = new ArrayList<>();
        List<String> metrics = new ArrayList<>();
        LineFile steps = open("steps.csv", STEP_COLUMNS, ignored, start.step());
        LineFile epochs = open("epochs.csv", EPOCH_COLUMNS, metrics, start.step());
        files = Optional.of(new Files(steps, epochs, metrics));
    }

    @Override
    public void stepped(StepResult step) {
        opened().steps
                .append(new StringBuilder(96)
                        .append(step.step())
                        .append(',')
                        .append(step.epoch())
                        .append(',')
                        .append(step.loss())
                        .append(',')
                        .append(step.learningRate())
                        .append(',')
                        .append(step.gradientNorm())
                        .append(',')
                        .append(step.items())
                        .append(',')
                        .append(step.seconds()));
    }

    @Override
    public void validated(EpochResult epoch) {
        if (epoch.step() == resumedAt) {
            String again = resumedAt + ",";
            opened().epochs.rewrite(line -> line.startsWith(again) ? Optional.empty() : Optional.of(line));
        }
        opened().addColumns(new TreeSet<>(epoch.metrics().keySet()));
        List<String> cells = new ArrayList<>(List.of(
                Long.toString(epoch.step()),
                Integer.toString(epoch.epoch()),
                Double.toString(epoch.trainingLoss()),
                Double.toString(epoch.validationLoss()),
                Double.toString(epoch.learningRate()),
                Boolean.toString(epoch.best()),
                Double.toString(epoch.seconds())));
        for (String metric : opened().metrics) {
            Double value = epoch.metrics().get(metric);
            cells.add(value == null ? "" : value.toString());
        }
        opened().epochs.append(Csv.line(cells));
        opened().epochs.flush();
        opened().steps.flush();
    }

    @Override
    public void close() {
        files.ifPresent(open -> {
            try (LineFile steps = open.steps) {
                open.epochs.close();
            }
        });
    }

    private Files opened() {
        return files.orElseThrow(() -> new IllegalStateException("an event came before started"));
    }

    /** The open files and, in their order, the columns that follow {@link #EPOCH_COLUMNS}. */
    private record Files(LineFile steps, LineFile epochs, List<String> metrics) {
        /** The first epoch completes the header; a later newcomer changes every line. */
        void addColumns(TreeSet<String> named) {
            metrics.forEach(named::remove);
            if (!named.isEmpty()) {
                metrics.addAll(named);
                List<String> header = new ArrayList<>(EPOCH_COLUMNS);
                header.addAll(metrics);
                String first = EPOCH_COLUMNS.get(0) + ",";
                epochs.rewrite(line ->
                        Optional.of(line.startsWith(first) ? Csv.line(header) : line + ",".repeat(named.size())));
            }
        }
    }

    /**
     * Opens a file with its header and, on resume, the rows that still count.
     *
     * @param more takes the columns that the file has after {@code columns}
     */
    private LineFile open(String name, List<String> columns, List<String> more, long step) {
        Path path = folder.resolve(name);
        boolean[] headed = {false};
        LineFile file = step == 0
                ? LineFile.empty(path, Csv.LINE_END)
                : LineFile.open(path, Csv.LINE_END, line -> {
                    if (headed[0]) {
                        return stepOf(line) <= step ? Optional.of(line) : Optional.empty();
                    }
                    headed[0] = true;
                    more.addAll(columnsAfter(columns, Csv.cells(line), path));
                    return Optional.of(line);
                });
        if (!headed[0]) {
            file.append(Csv.line(columns));
            file.flush();
        }
        return file;
    }

    private static List<String> columnsAfter(List<String> columns, List<String> found, Path path) {
        if (found.size() < columns.size() || !found.subList(0, columns.size()).equals(columns)) {
            throw new UncheckedIOException(
                    "log " + path + " cannot go on",
                    new IOException("its columns are " + found + ", expected " + columns + " first"));
        }
        return found.subList(columns.size(), found.size());
    }

    /** The step that a row belongs to; beyond every other for what is no row. */
    private static long stepOf(String line) {
        int comma = line.indexOf(',');
        try {
            return comma < 1 ? Long.MAX_VALUE : Long.parseLong(line.substring(0, comma));
        } catch (NumberFormatException noRow) {
            return Long.MAX_VALUE;
        }
    }
}
