package io.plumbline.evaluator.join;

import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.Scoring;
import java.util.Arrays;
import java.util.List;

/** The part of a prediction that a label judges, and all that a row keeps of it. */
public sealed interface Outcome {
    /** What it says of itself. */
    default Said said() {
        return Said.NOTHING;
    }

    /** A class, and how sure the model was of each. */
    final class OfClass implements Outcome {
        private final int index;
        private final double[] probabilities;

        /**
         * @param index of the class that was announced: what the prediction says, else that of the largest probability, the
         *     lowest index among equals
         * @param probabilities one per class; finite, though nothing else is sure of them
         */
        public OfClass(int index, double... probabilities) {
            this.index = index;
            this.probabilities = probabilities.clone();
            if (index < 0 || index >= probabilities.length) {
                throw new IllegalArgumentException(
                        "class index is " + index + ", expected 0 to " + (probabilities.length - 1));
            }
        }

        public int index() {
            return index;
        }

        public int classes() {
            return probabilities.length;
        }

        /** The probability of class {@code c}. */
        public double probability(int c) {
            return probabilities[c];
        }

        /** What it contributes if the true class is {@code actual}, an index of its classes. */
        public Contribution.Classified against(int actual) {
            return Scoring.classified(actual, index, probabilities);
        }

        @Override
        public Said said() {
            return Said.of(index, probabilities);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfClass that
                    && index == that.index
                    && Arrays.equals(probabilities, that.probabilities);
        }

        @Override
        public int hashCode() {
            return 31 * index + Arrays.hashCode(probabilities);
        }

        @Override
        public String toString() {
            return "OfClass " + index + Arrays.toString(probabilities);
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
