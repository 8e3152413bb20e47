package io.plumbline.trainer.dataset;

import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.List;

/** A data set described by an experiment's {@code data} section, not yet read. */
public interface DataSource {
    /** The files it will read, so that a check can say what is absent. */
    List<Path> files();

    /**
     * Reads and splits the data.
     *
     * @throws MalformedDataException if a file does not read as its format says, or has too few items
     */
    Dataset load();

    /**
     * The source that a {@code data} section describes.
     *
     * @param folder that relative paths start from: where the experiment file lies
     */
    static DataSource from(Settings data, Path folder) {
        return switch (data.choice("type", List.of("idx-images", "csv-regression", "csv-ranking"))) {
            case "idx-images" -> new IdxImages(data, folder);
            case "csv-ranking" -> new CsvRanking(data, folder);
            default -> new CsvRegression(data, folder);
        };
    }
}
