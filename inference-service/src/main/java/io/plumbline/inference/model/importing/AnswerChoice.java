package io.plumbline.inference.model.importing;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which output answers, and which task: read off the graph where it tells, else asked for, all at once. */
final class AnswerChoice {
    private static final double SUM_TOLERANCE = 1e-3;
    private final ImportSpec spec;

    AnswerChoice(ImportSpec spec) {
        this.spec = spec;
    }

    /** The output that answers. */
    String output(GraphProbe graph) throws ImportFailedException {
        List<String> all = graph.outputs();
        String listed = String.join(", ", all.stream().map(graph::describe).toList());
        if (spec.output().isPresent()) {
            String name = spec.output().get();
            if (!all.contains(name)) {
                throw ImportFailedException.options("--output names '" + name + "', the graph has: " + listed);
            }
            if (graph.outputType(name).isEmpty()) {
                throw noTensor(graph.describe(name));
            }
            return name;
        }
        List<String> numbers =
                all.stream().filter(name -> isFloat(graph.outputType(name))).toList();
        if (numbers.size() == 1) {
            return numbers.get(0);
        }
        List<String> probable = numbers.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains("prob"))
                .toList();
        if (probable.size() == 1) {
            return probable.get(0);
        }
        if (numbers.isEmpty()) {
            throw noTensor(listed);
        }
        throw ImportFailedException.options(
                "graph has several outputs, name the one that answers with --output: " + listed);
    }

    private static boolean isFloat(Optional<Datatype> type) {
        return type.isPresent() && (type.get() == Datatype.FP32 || type.get() == Datatype.FP64);
    }

    private static ImportFailedException noTensor(String outputs) {
        return ImportFailedException.refused("wrong_datatype: outputs are " + outputs
                + ", expected a tensor of FP32 or FP64 to answer with; a classifier of skl2onnx or onnxmltools gives one"
                + " when it is converted without ZipMap: options={'zipmap': False}, or zipmap=False");
    }

    /** What the model predicts. */
    Task task(TensorSpec answer) throws ImportFailedException {
        int width = answer.elementsPerRow();
        TaskKind kind = kind(answer, width);
        List<String> missing = new ArrayList<>();
        if (kind == TaskKind.classification && spec.labels().isEmpty()) {
            missing.add(
                    "--labels a,b,... or --labels-file, the names of its " + width + " classes in the output's order");
        }
        if (kind == TaskKind.regression && spec.unit().isEmpty()) {
            missing.add("--unit, what the number counts, such as USD");
        }
        if (kind == TaskKind.ranking && spec.grades().isEmpty()) {
            missing.add("--grades, those that occur, such as 0,1,2,3,4");
        }
        if (!missing.isEmpty()) {
            throw ImportFailedException.options("a " + kind + " needs " + String.join("; ", missing));
        }
        boolean wide = kind == TaskKind.classification;
        if (wide ? width < 2 : width != 1) {
            throw ImportFailedException.refused("wrong_shape: output '" + answer.name() + "' has " + width
                    + " numbers per row, a " + kind + " has "
                    + (wide ? "one for each class; with one number for two classes, export both: 1 - p and p" : "1"));
        }
        if (wide && spec.labels().size() != width) {
            throw ImportFailedException.options("labels are " + spec.labels().size() + ", output '" + answer.name()
                    + "' has " + width + " numbers per row");
        }
        if (wide && spec.labels().stream().distinct().count() != width) {
            throw ImportFailedException.options("labels are " + spec.labels() + ", expected each once");
        }
        if (spec.logits() && (!wide || answer.shape().size() != 2)) {
            throw ImportFailedException.options("--logits needs a classification of shape [batch, classes], got a "
                    + kind + " of " + answer.shape());
        }
        return switch (kind) {
            case classification -> new Task.Classification(spec.labels());
            case regression -> new Task.Regression(spec.unit().orElseThrow());
            case ranking -> new Task.Ranking(spec.grades());
        };
    }

    private TaskKind kind(TensorSpec answer, int width) throws ImportFailedException {
        List<TaskKind> said = new ArrayList<>();
        if (!spec.labels().isEmpty()) {
            said.add(TaskKind.classification);
        }
        if (spec.unit().isPresent()) {
            said.add(TaskKind.regression);
        }
        if (!spec.grades().isEmpty()) {
            said.add(TaskKind.ranking);
        }
        spec.task().ifPresent(said::add);
        List<TaskKind> distinct = said.stream().distinct().toList();
        if (distinct.size() > 1) {
            throw ImportFailedException.options("options speak of " + distinct
                    + ", expected one: labels go with classification, --unit with regression, --grades with ranking");
        }
        if (distinct.size() == 1) {
            return distinct.get(0);
        }
        if (width > 1 || named(answer, TaskKind.classification)) {
            return TaskKind.classification; // The other tasks have one number per row.
        }
        if (named(answer, TaskKind.regression) || answer.name().equals("variable")) {
            return TaskKind.regression; // skl2onnx calls a regressor's output so.
        }
        if (named(answer, TaskKind.ranking)) {
            return TaskKind.ranking;
        }
        throw ImportFailedException.options("output '" + answer.name() + "' " + answer.shape()
                + " does not tell the task; give --task regression with --unit, or --task ranking with --grades");
    }

    private static boolean named(TensorSpec answer, TaskKind kind) {
        return answer.name().equals(kind.answer());
    }

    /**
     * That a classification's rows are probabilities.
     *
     * @throws ImportFailedException if they are not: served as they are, they would be scored as what they are not
     */
    void checkProbabilities(TensorSpec answer, List<double[]> rows) throws ImportFailedException {
        for (double[] row : rows) {
            double sum = 0;
            boolean outside = false;
            for (double value : row) {
                sum += value;
                outside |= value < -SUM_TOLERANCE || value > 1 + SUM_TOLERANCE;
            }
            // Numbers that are not finite are found where the answers are checked.
            if (Double.isFinite(sum) && (outside || Math.abs(sum - 1) > SUM_TOLERANCE)) {
                throw ImportFailedException.refused(
                        "output '" + answer.name()
                                + "' gives a row that sums to " + sum + (outside ? " with numbers outside [0, 1]" : "")
                                + ", expected probabilities; if these are logits, give --logits and a softmax is put behind them");
            }
        }
    }
}
