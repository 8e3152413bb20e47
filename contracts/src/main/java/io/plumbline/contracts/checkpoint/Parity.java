package io.plumbline.contracts.checkpoint;

/**
 * How far ONNX Runtime's answers were from the trainer's on real rows.
 *
 * @param rows how many rows were compared
 */
public record Parity(double maxAbsoluteDifference, double maxRelativeDifference, long rows) {}
