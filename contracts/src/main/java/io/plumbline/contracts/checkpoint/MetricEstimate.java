package io.plumbline.contracts.checkpoint;

/** A validation metric with its 95 % bootstrap interval. */
public record MetricEstimate(double value, double lower, double upper) {}
