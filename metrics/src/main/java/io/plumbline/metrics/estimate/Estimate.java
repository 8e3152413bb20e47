package io.plumbline.metrics.estimate;

/**
 * A value and how far it may be off.
 *
 * @param value NaN where there is nothing to estimate from
 * @param standardError of a value that is about normal: the truth is within 1.96 of them in 95 of 100 cases, if the assumptions of the
 *     estimate hold
 */
public record Estimate(double value, double standardError) {
    static final Estimate UNDEFINED = new Estimate(Double.NaN, Double.NaN);
}
