package io.plumbline.trainer.dataset.source;

import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.image.IdxImages;
import io.plumbline.trainer.dataset.image.ImageFolder;
import io.plumbline.trainer.dataset.kafka.KafkaExamples;
import io.plumbline.trainer.dataset.table.CsvClassification;
import io.plumbline.trainer.dataset.table.CsvRanking;
import io.plumbline.trainer.dataset.table.CsvRegression;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The data sources by the names that experiments call them. */
public final class DataSources {
    private static final List<String> TYPES =
            List.of("csv-classification", "csv-regression", "csv-ranking", "idx-images", "image-folder", "kafka");

    private DataSources() {}

    /**
     * The source that a {@code data} section describes.
     *
     * @param folder that relative paths start from: where the experiment file lies
     */
    public static DataSource from(Settings data, Path folder) {
        return switch (data.choice("type", TYPES)) {
            case "idx-images" -> new IdxImages(data, folder);
            case "image-folder" -> new ImageFolder(data, folder);
            case "kafka" -> new KafkaExamples(data, Clock.systemUTC());
            case "csv-ranking" -> new CsvRanking(data, folder);
            case "csv-classification" -> new CsvClassification(data, folder);
            default -> new CsvRegression(data, folder);
        };
    }
}
