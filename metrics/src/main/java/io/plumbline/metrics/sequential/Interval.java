package io.plumbline.metrics.sequential;

/** The closed interval from {@code lower} to {@code upper}, in the unit of the difference. */
public record Interval(double lower, double upper) {
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("interval is " + lower + " to " + upper + ", expected lower <= upper");
        }
    }

    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
