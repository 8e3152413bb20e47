package io.plumbline.trainer.dataset;

import java.nio.file.Path;
import java.util.List;

/** A data set described by an experiment's {@code data} section, not yet read. */
public interface DataSource {
    /** The files it will read; empty if it reads none. */
    List<Path> files();

    /**
     * Reads and splits the data.
     *
     * @throws MalformedDataException if the data does not read as its format says, or nothing can be learnt from it
     * @throws io.plumbline.trainer.experiment.InvalidExperimentException if the experiment names what the data does not have
     */
    Dataset load();
}
