package io.plumbline.metrics.classification;

/**
 * The conventions under which counts become precision, recall, F1 and accuracy. They are applied when values are read: the counts
 * are the same under all of them.
 *
 * @param zeroDivision what a class's ratio of 0 / 0 counts as
 * @param labels the classes that macro averages go over
 * @param accuracy what "accuracy" is
 */
public record ClassificationRules(ZeroDivision zeroDivision, Labels labels, Accuracy accuracy) {
    /** The classes that averages go over. */
    public enum Labels {
        /** Those that occurred, in truth or prediction: in a window, the window's (scikit-learn's default; TorchMetrics' multi-class). */
        OBSERVED,
        /** All that the model can answer, also those that did not occur: a rare class pulls a short window's mean to 0. */
        DECLARED
    }

    /** What "accuracy" is; the tools differ in their defaults. */
    public enum Accuracy {
        /** The part of the records that are right (scikit-learn). */
        MICRO,
        /** The mean of the classes' recalls (TorchMetrics' multi-class default). A class only predicted counts 0. */
        MACRO
    }

    /** 0 / 0 is 0, observed classes, accuracy is the part of the records that are right: also scikit-learn's. */
    public static ClassificationRules standard() {
        return new ClassificationRules(ZeroDivision.ZERO, Labels.OBSERVED, Accuracy.MICRO);
    }

    public ClassificationRules withZeroDivision(ZeroDivision other) {
        return new ClassificationRules(other, labels, accuracy);
    }

    public ClassificationRules withLabels(Labels other) {
        return new ClassificationRules(zeroDivision, other, accuracy);
    }

    public ClassificationRules withAccuracy(Accuracy other) {
        return new ClassificationRules(zeroDivision, labels, other);
    }
}
