package io.plumbline.contracts.checkpoint;

import java.util.List;

/** What a model predicts, and so how its predictions are judged. */
public sealed interface Task {
    /** The name on the wire. */
    String label();

    /** One of several classes; {@code labels} gives each class index its name. */
    record Classification(List<String> labels) implements Task {
        public Classification {
            labels = List.copyOf(labels);
        }

        @Override
        public String label() {
            return "classification";
        }
    }

    /** A number in {@code unit}. */
    record Regression(String unit) implements Task {
        @Override
        public String label() {
            return "regression";
        }
    }

    /** An order of candidates, judged by grades; {@code grades} lists those that occur, ascending. */
    record Ranking(List<Integer> grades) implements Task {
        public Ranking {
            grades = List.copyOf(grades);
        }

        @Override
        public String label() {
            return "ranking";
        }
    }
}
