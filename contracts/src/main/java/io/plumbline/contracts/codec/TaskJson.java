package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A task with what belongs to it, as fields of the object that has the task. */
final class TaskJson {
    private TaskJson() {}

    static Task read(JsonField object) throws Refusal {
        JsonField task = object.required("task");
        return switch (task.text()) {
            case "classification" ->
                new Task.Classification(object.required("labels").texts());
            case "regression" -> new Task.Regression(object.required("unit").text());
            case "ranking" -> new Task.Ranking(grades(object.required("grades")));
            default ->
                throw new Refusal(
                        RejectReason.UNSUPPORTED,
                        "task is '" + task.text() + "', expected classification, regression or ranking",
                        task.path());
        };
    }

    private static List<Integer> grades(JsonField array) throws Refusal {
        List<Integer> grades = new ArrayList<>();
        for (JsonField grade : array.elements()) {
            long value = grade.integer();
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw grade.wrongType("a grade >= 0");
            }
            grades.add((int) value);
        }
        return grades;
    }

    static void write(JsonGenerator out, Task task) throws IOException {
        out.writeStringField("task", task.label());
        if (task instanceof Task.Classification classification) {
            Json.writeStrings(out, "labels", classification.labels());
        } else if (task instanceof Task.Regression regression) {
            out.writeStringField("unit", regression.unit());
        } else if (task instanceof Task.Ranking ranking) {
            out.writeArrayFieldStart("grades");
            for (int grade : ranking.grades()) {
                out.writeNumber(grade);
            }
            out.writeEndArray();
        }
    }
}
