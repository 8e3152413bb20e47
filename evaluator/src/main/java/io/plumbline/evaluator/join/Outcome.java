package io.plumbline.evaluator.join;

import java.util.Arrays;
import java.util.List;

/** The part of a prediction that a label judges, and all that a row keeps of it. */
public sealed interface Outcome {
    /**
     * The class that was announced: what the prediction says, else that of the largest probability, the lowest index among equals.
     *
     * @param classes how many there are; {@code 0 <= index < classes}
     */
    record OfClass(int index, int classes) implements Outcome {
        public OfClass {
            if (index < 0 || index >= classes) {
                throw new IllegalArgumentException("class index is " + index + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /** A number in the target's own unit; finite. */
    record OfValue(double value) implements Outcome {
        public OfValue {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("predicted value is " + value + ", expected a finite number");
            }
        }
    }

    /** Candidates in the order of the request, each with its finite score; ids are distinct. */
    final class OfRanking implements Outcome {
        private final List<String> items;
        private final double[] scores;

        public OfRanking(List<String> items, double[] scores) {
            this.items = List.copyOf(items);
            this.scores = scores.clone();
            if (this.items.size() != scores.length) {
                throw new IllegalArgumentException(
                        "scores has " + scores.length + " values, expected one for each of " + items.size() + " items");
            }
        }

        public List<String> items() {
            return items;
        }

        public double[] scores() {
            return scores.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfRanking that && items.equals(that.items) && Arrays.equals(scores, that.scores);
        }

        @Override
        public int hashCode() {
            return 31 * items.hashCode() + Arrays.hashCode(scores);
        }

        @Override
        public String toString() {
            return "OfRanking" + items + Arrays.toString(scores);
        }
    }
}
