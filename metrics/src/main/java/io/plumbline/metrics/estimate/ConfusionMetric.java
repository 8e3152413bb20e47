package io.plumbline.metrics.estimate;

import java.util.function.IntFunction;

/**
 * A metric of a confusion matrix, and how it changes with each cell: what an error in a cell's count makes of the metric.
 *
 * <p>The values are those of {@code ConfusionCounts} on weighted counts.
 */
interface ConfusionMetric {
    double value(WeightedConfusion matrix);

    /** The partial derivative by the count of cell (actual, answer); classes by place. */
    double slope(WeightedConfusion matrix, int actual, int answer);

    ConfusionMetric ACCURACY = new ConfusionMetric() {
        @Override
        public double value(WeightedConfusion matrix) {
            return matrix.accuracy();
        }

        @Override
        public double slope(WeightedConfusion matrix, int actual, int answer) {
            return ((actual == answer ? 1 : 0) - matrix.accuracy()) / matrix.total();
        }
    };

    /** Of the class at one place. */
    static ConfusionMetric precision(int c) {
        return new ConfusionMetric() {
            @Override
            public double value(WeightedConfusion matrix) {
                return matrix.precision(c);
            }

            @Override
            public double slope(WeightedConfusion matrix, int actual, int answer) {
                return answer == c
                        ? WeightedConfusion.ratio((actual == c ? 1 : 0) - matrix.precision(c), matrix.predicted(c))
                        : 0;
            }
        };
    }

    /** Of the class at one place. */
    static ConfusionMetric recall(int c) {
        return new ConfusionMetric() {
            @Override
            public double value(WeightedConfusion matrix) {
                return matrix.recall(c);
            }

            @Override
            public double slope(WeightedConfusion matrix, int actual, int answer) {
                return actual == c
                        ? WeightedConfusion.ratio((answer == c ? 1 : 0) - matrix.recall(c), matrix.support(c))
                        : 0;
            }
        };
    }

    /** Of the class at one place. */
    static ConfusionMetric f1(int c) {
        return new ConfusionMetric() {
            @Override
            public double value(WeightedConfusion matrix) {
                return matrix.f1(c);
            }

            @Override
            public double slope(WeightedConfusion matrix, int actual, int answer) {
                int touched = (actual == c ? 1 : 0) + (answer == c ? 1 : 0);
                double hit = touched == 2 ? 2 : 0;
                return touched == 0
                        ? 0
                        : WeightedConfusion.ratio(
                                hit - matrix.f1(c) * touched, matrix.support(c) + matrix.predicted(c));
            }
        };
    }

    /** The plain mean of one of these over all classes. A cell touches at most the classes of its row and column. */
    static ConfusionMetric macro(IntFunction<ConfusionMetric> ofClass) {
        return new ConfusionMetric() {
            @Override
            public double value(WeightedConfusion matrix) {
                double sum = 0;
                for (int c = 0; c < matrix.size(); c++) {
                    sum += ofClass.apply(c).value(matrix);
                }
                return sum / matrix.size();
            }

            @Override
            public double slope(WeightedConfusion matrix, int actual, int answer) {
                double row = ofClass.apply(actual).slope(matrix, actual, answer);
                double column = actual == answer ? 0 : ofClass.apply(answer).slope(matrix, actual, answer);
                return (row + column) / matrix.size();
            }
        };
    }

    /** Mean recall of the classes that truly occur. */
    ConfusionMetric BALANCED_ACCURACY = new ConfusionMetric() {
        @Override
        public double value(WeightedConfusion matrix) {
            double sum = 0;
            for (int c = 0; c < matrix.size(); c++) {
                sum += matrix.recall(c);
            }
            return sum / occurring(matrix);
        }

        @Override
        public double slope(WeightedConfusion matrix, int actual, int answer) {
            return recall(actual).slope(matrix, actual, answer) / occurring(matrix);
        }

        private long occurring(WeightedConfusion matrix) {
            long occurring = 0;
            for (int c = 0; c < matrix.size(); c++) {
                occurring += matrix.support(c) > 0 ? 1 : 0;
            }
            return occurring;
        }
    };

    /** Mean F1, weighted by support. */
    ConfusionMetric F1_WEIGHTED = new ConfusionMetric() {
        @Override
        public double value(WeightedConfusion matrix) {
            double sum = 0;
            for (int c = 0; c < matrix.size(); c++) {
                sum += matrix.support(c) * matrix.f1(c);
            }
            return sum / matrix.total();
        }

        @Override
        public double slope(WeightedConfusion matrix, int actual, int answer) {
            double sum = matrix.f1(actual) + matrix.support(actual) * f1(actual).slope(matrix, actual, answer);
            if (answer != actual) {
                sum += matrix.support(answer) * f1(answer).slope(matrix, actual, answer);
            }
            return (sum - value(matrix)) / matrix.total();
        }
    };
}
