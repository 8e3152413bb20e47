package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.ClassNames;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * What is to be learnt.
 *
 * @param kind {@code auto} lets the labels say it
 * @param classes empty where the labels say which there are
 * @param unit of a regression's value
 * @param logTarget whether a regression fits ln(1 + y)
 */
record TaskConfig(String kind, ClassNames classes, String unit, boolean logTarget) {
    static final String CLASSIFICATION = "classification";
    static final String REGRESSION = "regression";
    static final String RANKING = "ranking";

    private static final String AUTO = "auto";

    static TaskConfig from(Settings data) {
        return new TaskConfig(
                data.choice("task", List.of(AUTO, CLASSIFICATION, REGRESSION, RANKING), AUTO),
                ClassNames.from(data),
                data.text("unit", ""),
                data.flag("log-target", true));
    }

    /**
     * The task: as it is given, else what the labels are. Grades of items mean ranking, names of classes classification;
     * numbers are indices of classes if {@code classes} lists any, else values.
     *
     * @throws MalformedDataException if the labels are of several kinds
     */
    String kind(List<Labelled> examples) {
        if (!kind.equals(AUTO)) {
            return kind;
        }
        String inferred = "";
        String first = "";
        for (Labelled example : examples) {
            String here = kind(example.truth());
            if (inferred.isEmpty()) {
                inferred = here;
                first = example.where();
            } else if (!inferred.equals(here)) {
                throw new MalformedDataException(
                        ("the label of the request at %s asks for %s, that of the one at %s for %s, expected all of one"
                                        + " kind; set data.task to leave out those that do not fit")
                                .formatted(first, inferred, example.where(), here));
            }
        }
        return inferred;
    }

    private String kind(Truth truth) {
        if (truth instanceof Truth.Relevance) {
            return RANKING;
        }
        return truth instanceof Truth.ClassName || !classes.names().isEmpty() ? CLASSIFICATION : REGRESSION;
    }
}
