package io.plumbline.contracts.control;

import io.plumbline.contracts.checkpoint.Task;

/**
 * What a reader of the control topic must know of a version.
 *
 * @param checkpoint sha256 of its ONNX file, lower-case hex
 */
public record VersionInfo(String checkpoint, Task task) {}
