package io.plumbline.inference.model.importing;

/** The tasks by their names on the wire. */
public enum TaskKind {
    classification("probabilities"),
    regression("value"),
    ranking("scores");

    private final String answer;

    TaskKind(String answer) {
        this.answer = answer;
    }

    /** What the output that answers the task is called. */
    String answer() {
        return answer;
    }
}
