package io.plumbline.contracts.event;

/** One value of a feature row: a number, a category, or nothing. */
public sealed interface FeatureValue {
    /** A number; never NaN or infinite. */
    record Numeric(double value) implements FeatureValue {
        public Numeric {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("feature value is " + value + ", expected a finite number");
            }
        }
    }

    /** A category by its name. */
    record Text(String value) implements FeatureValue {}

    /** The producer says that the value is not known. */
    record Missing() implements FeatureValue {}
}
