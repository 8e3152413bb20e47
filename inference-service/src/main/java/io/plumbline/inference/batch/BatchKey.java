package io.plumbline.inference.batch;

/**
 * What records must share to share a native call.
 *
 * @param signature of the inputs: names, datatypes, shapes of a row; "" where the version alone decides it
 */
public record BatchKey(String model, String version, String signature) {}
